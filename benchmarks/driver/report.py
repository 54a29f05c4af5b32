"""The records as tables (Markdown) and as a plot."""

OURS = "constexplain"
TITLES = {"onnxruntime": "ONNX Runtime", "opencv": "OpenCV", "onednn": "oneDNN", "pytorch": "PyTorch",
          "zennit": "Zennit", "captum": "Captum"}


class Records:
    def __init__(self, document):
        self.by_key = {(r["work"], r["pass"], r["engine"]): r for r in document["records"]}
        self.titles = {r["work"]: r["title"] for r in document["records"]}
        self.notes = {r["work"]: r["note"] for r in document["records"] if "note" in r}

    def get(self, work, kind, engine=OURS):
        return self.by_key.get((work, kind, engine))

    def works(self, kind, layers):
        """Works that have the pass; either layers or networks."""
        return [work for work in self.titles
                if self.get(work, kind) and (self.get(work, "kernel") is not None) == layers]

    def rivals(self, kind, works):
        return [engine for engine in TITLES if any(self.get(work, kind, engine) for work in works)]

    def time(self, work, kind, engine):
        """An engine's median, less what calling it from Python costs."""
        record = self.get(work, kind, engine)
        return record and record.get("median_less_overhead", record["median"])

    def ratio(self, work, kind, engine):
        time = self.time(work, kind, engine)
        return time and time / self.get(work, kind)["median"]


def duration(nanoseconds):
    if nanoseconds is None:
        return "-"
    for unit, size in (("s", 1e9), ("ms", 1e6), ("us", 1e3)):
        if nanoseconds >= size:
            number = nanoseconds / size
            return f"{number:.3g} {unit}" if number < 1000 else f"{number:.0f} {unit}"
    return f"{nanoseconds:.0f} ns"


def times(ratio):
    return "-" if ratio is None else f"{ratio:.0f}x" if ratio >= 100 else f"{ratio:.3g}x"


def share(record):
    return f"{100 * record['fraction_of_limit']:.0f} % of {record['limit']}"


def tail(record):
    if record["p99_9"] is None:
        return "-"
    of_arithmetic = record.get("arithmetic_p99_9_of_median")
    return f"{record['p99_9'] / record['median']:.2f}" + (f" ({of_arithmetic:.2f})" if of_arithmetic else "")


def rows(header, lines):
    return "\n".join(["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
                     + ["| " + " | ".join(line) + " |" for line in lines])


def rival_cells(records, work, kind, rivals):
    return [f"{duration(records.time(work, kind, engine))} ({times(records.ratio(work, kind, engine))})"
            if records.get(work, kind, engine) else "-" for engine in rivals]


def predict_table(records):
    works = records.works("predict", layers=False)
    rivals = records.rivals("predict", works)
    lines = []
    for work in works:
        ours = records.get(work, "predict")
        best = min((records.ratio(work, "predict", engine) for engine in rivals
                    if records.get(work, "predict", engine)), default=None)
        lines.append([records.titles[work], duration(ours["median"]), *rival_cells(records, work, "predict", rivals),
                      times(best), f"{ours['rate']:.1f} {ours['rate_unit']}", share(ours), tail(ours)])
    header = ["predict", OURS, *(TITLES[r] for r in rivals), "fastest rival", "rate", "of the limit", "p99.9 / median"]
    return rows(header, lines)


def explain_table(records, kind):
    works = records.works(kind, layers=False)
    rivals = records.rivals(kind, works)
    lines = []
    for work in works:
        ours, forward = records.get(work, kind), records.get(work, "predict")
        own = f"{ours['median'] / forward['median']:.2f}" if forward else "-"
        lines.append([records.titles[work], duration(ours["median"]), own, *rival_cells(records, work, kind, rivals),
                      share(ours), tail(ours)])
    header = [f"explain, {kind}", OURS, "explain / own forward",
              *(f"graph in {TITLES[r]}" if r == "onnxruntime" else TITLES[r] for r in rivals), "of the limit",
              "p99.9 / median"]
    return rows(header, lines)


def layer_table(records):
    lines = []
    works = records.works("predict", layers=True)
    rivals = records.rivals("predict", works)
    for work in works:
        kernel, step = records.get(work, "kernel"), records.get(work, "step")
        inside = [text for record in (kernel, step) for text in (
            (duration(record["median"]), f"{record['rate']:.1f} {record['rate_unit']}", share(record)) if record
            else ("-",) * 3)]
        lines.append([records.titles[work], *inside[:3], *rival_cells(records, work, "kernel", ["onednn"]), *inside[3:],
                      duration(records.get(work, "predict")["median"]),
                      *rival_cells(records, work, "predict", rivals),
                      duration((records.get(work, "epsilon") or {}).get("median")),
                      *rival_cells(records, work, "epsilon", ["onnxruntime"])])
    header = ["layer", "kernel", "rate", "of the limit", "oneDNN", "relevance step", "rate", "of the limit", "predict",
              *(TITLES[r] for r in rivals), "explain, epsilon", "graph in ONNX Runtime"]
    return rows(header, lines)


def many_table(records):
    """Throughput of batches against calls one by one, and of two threads against one."""
    lines = []
    for work, title in records.titles.items():
        for kind in ("predict", "epsilon"):
            batch, threads = records.get(work, f"{kind}_batch"), records.get(work, f"{kind}_threads")
            if not batch:
                continue
            lines.append([title, kind, duration(batch["compared_with"]), duration(batch["median"]),
                          times(batch["ratio"]), *(
                              (duration(threads["compared_with"]), duration(threads["median"]),
                               times(threads["ratio"]), f"{threads['limit_of_two_threads']:.2f}")
                              if threads else ("-",) * 4)])
    header = ["time of a sample", "pass", "one by one", "batches of 32", "throughput", "data set, one thread",
              "two threads", "throughput", "two threads of arithmetic alone"]
    return rows(header, lines) if lines else None


def unsteady(records):
    """Which ratios other programs may have flattered: where a rival's median is far above its minimum."""
    lines = []
    for (work, kind, engine), record in records.by_key.items():
        if engine != OURS and (above := record["median"] / record["minimum"]) > 1.3:
            least = times(record["minimum"] / records.get(work, kind)["median"])
            lines.append(f"Disturbed: {records.titles[work]}, {kind}, {TITLES[engine]}: its median is {above:.1f} "
                         f"times its minimum, which is {least} our median.")
    return lines


def notes(document, records):
    limits = document["limits"]
    engines = ", ".join(f"{TITLES.get(name, name)} {version}".strip() for name, version in document["engines"].items())
    lines = [
        f"One process, one thread, one core ({document['processor']}), batch 1, float32; {document['compiler']}; "
        f"{engines}. Medians; in brackets the engine's median divided by ours.",
        f"Limits measured in this run: {limits['arithmetic_gflops']:.0f} GFLOP/s; reads "
        + ", ".join(f"{name} {rate:.0f} GB/s" for name, rate in limits["read_gbytes"].items()) + ".",
        "PyTorch's times are less what its call from Python costs (an identity module, measured in turns with it). "
        "Zennit and Captum are Python programs: their times are whole.",
        "p99.9 / median: the slowest of a thousand calls; in brackets the same of calls as long as ours that are arithmetic "
        "alone, timed in turns with them: what lies above 1 there the machine does to any program."]
    if document["share_of_core"] and document["share_of_core"] < 0.97:
        lines.append(f"Other programs had this process's core for {100 - 100 * document['share_of_core']:.0f} % of the "
                     "time: the slowest thousandth of short calls means little.")
    lines += unsteady(records)
    lines += [f"{records.titles[work]}: {note}." for work, note in records.notes.items()]
    lines += ["Not run: {work}, {pass}, {engine}: {reason}.".format(**one) for one in document["not_run"]]
    return "\n".join(f"- {line}" for line in lines)


def write_table(document, path):
    """Writes and returns the tables."""
    records = Records(document)
    parts = []
    if records.works("predict", layers=False):
        parts.append(predict_table(records))
    parts += [explain_table(records, kind) for kind in ("epsilon_plus", "epsilon") if records.works(kind, layers=False)]
    if records.works("predict", layers=True):
        parts.append(layer_table(records))
    if table := many_table(records):
        parts.append(table)
    parts.append(notes(document, records))
    text = "\n\n".join(parts) + "\n"
    path.write_text(text, encoding="utf-8")
    return text


def write_plot(document, path):
    """Bars of how many times longer the other engines take, for predict and for explain with EpsilonPlus."""
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
    records = Records(document)
    kinds = [(kind, title) for kind, title in (("predict", "predict"), ("epsilon_plus", "explain (EpsilonPlus)"))
             if records.works(kind, layers=False)]
    if not kinds:
        return
    most = max(len(records.works(kind, layers=False)) for kind, _ in kinds)
    figure, axes = pyplot.subplots(1, len(kinds), figsize=(6.2 * len(kinds), 1.6 + 0.5 * most), squeeze=False)
    figure.suptitle("One thread, batch 1, float32: how many times longer the others take", fontsize=11)
    colours = dict(zip(TITLES, ("#1f77b4", "#2ca02c", "#7f7f7f", "#ff7f0e", "#9467bd", "#8c564b")))
    for axis, (kind, title) in zip(axes[0], kinds):
        works = records.works(kind, layers=False)
        rivals = records.rivals(kind, works)
        height = 0.8 / max(1, len(rivals))
        for place, engine in enumerate(rivals):
            at = [k + (place - (len(rivals) - 1) / 2) * height for k in range(len(works))]
            ratios = [records.ratio(work, kind, engine) or float("nan") for work in works]
            label = "as a graph in ONNX Runtime" if engine == "onnxruntime" and kind != "predict" else TITLES[engine]
            axis.barh(at, [ratio - 1 for ratio in ratios], height, left=1, label=label, color=colours[engine])
            for y, ratio in zip(at, ratios):
                if ratio == ratio:
                    axis.text(max(ratio, 1) * 1.05, y, times(ratio), va="center", fontsize=7)
        axis.axvline(1, color="black", linewidth=0.8)
        axis.set_yticks(range(len(works)), [records.titles[work] for work in works], fontsize=8)
        axis.invert_yaxis()
        axis.set_xscale("log")
        axis.margins(x=0.15)
        axis.set_xlabel(f"time of the engine / time of {OURS}")
        axis.set_title(title)
        axis.legend(fontsize=8, loc="lower right")
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def publish(table, plot, page, compiler):
    """Puts the tables and the plot into a page, between the compiler's marks; the plot stands beside it."""
    begin, end = f"<!-- results of {compiler}: tools/bench --publish -->\n", "<!-- end of results -->"
    before, found, rest = page.read_text(encoding="utf-8").partition(begin)
    _, also_found, after = rest.partition(end)
    if not (found and also_found):
        raise ValueError(f"{page}: found no lines '{begin.strip()}' and '{end}'")
    picture = page.with_name(f"{page.stem}-{compiler}.png")
    picture.write_bytes(plot.read_bytes())
    text = f"![How many times longer other engines take than what {compiler} made]({picture.name})\n\n{table}"
    page.write_text(before + begin + text + end + after, encoding="utf-8")
