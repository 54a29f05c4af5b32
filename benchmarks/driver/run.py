#!/usr/bin/env python3
"""Measures every work with every engine in one process and writes the records, the table and the plot."""

import argparse
import json
import os
import sys
import time
from pathlib import Path

# One thread each, set before any engine is loaded.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

sys.path.insert(0, str(Path(__file__).resolve().parent))

from compare import Disagreement, Reference  # noqa: E402
from engines import NotAsked, NotRun, available, load  # noqa: E402
from limits import Limits, processor, rate  # noqa: E402
from measure import estimate, measure  # noqa: E402
from report import publish, write_plot, write_table  # noqa: E402
from works import WORKS, Missing, chosen  # noqa: E402


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--libraries", type=Path, required=True, help="where the built libraries are")
    parser.add_argument("--models", type=Path, required=True, help="where ONNX models are written")
    parser.add_argument("--out", type=Path, required=True, help="where bench.json, bench.md and bench.png go")
    parser.add_argument("--shared", type=Path, required=True, help="the shared test data")
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--works", default="")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--publish", type=Path, help="a page that tables and plot are put into")
    return parser.parse_args()


def pin(libraries):
    """This process to the last core that it may use: the first one serves most interrupts. Returns all of them."""
    cores = os.sched_getaffinity(0)
    limits = load(libraries, "bench_limits")
    if hasattr(limits, "bench_processors_of_tbb"):
        limits.bench_processors_of_tbb()  # later it would find one
    os.sched_setaffinity(0, {max(cores)})
    return cores


class Run:
    def __init__(self, arguments, cores):
        self.arguments, self.cores = arguments, cores
        arguments.models.mkdir(parents=True, exist_ok=True)
        arguments.out.mkdir(parents=True, exist_ok=True)
        self.records, self.not_run, self.disagreements, self.share_of_core = [], [], [], None
        self.on_several_cores = [0.0, 0.0]  # seconds, and processor time of this process in them
        self.limits = Limits(arguments.libraries)
        print(self.limits.text(), flush=True)
        self.engines, missing = available(arguments.libraries, arguments.models)
        for name, reason in missing.items():
            self.skip("every work", "every pass", name, reason)
            if name in ("pytorch", "zennit"):
                raise NotRun(f"{name} is what results are compared with")

    def skip(self, work, kind, engine, reason):
        reason = " ".join(reason.split())
        reason = reason if len(reason) < 160 else reason[:157] + "..."
        self.not_run.append({"work": work, "pass": kind, "engine": engine, "reason": reason})
        print(f"  not run: {work}, {kind}, {engine}: {reason}", flush=True)

    def work(self, name):
        print(f"{name}", flush=True)
        try:
            work = WORKS[name](self.arguments.shared)
        except Missing as error:
            self.skip(name, "every pass", "every engine", str(error))
            return
        self.limits.measure()
        for kind in work.passes:
            self.one_pass(work, kind)
            self.write()
        if work.has_batches:
            for kind in ("predict", "epsilon"):
                self.of_many(work, kind)
            self.write()

    def one_pass(self, work, kind):
        runners, deviations = {}, {}
        # Kernels are measured with one input only.
        count = 1 if work.is_large or kind in ("kernel", "step") else min(len(work.inputs), 8)
        reference = Reference(work, {"kernel": "predict", "step": "epsilon"}.get(kind, kind), count)
        for engine in self.engines:
            if kind not in engine.passes:
                continue
            try:
                runner = engine.runner(work, kind)
                deviations[engine.name] = reference.check(runner)
                runners[engine.name] = runner
            except NotRun as error:
                self.skip(work.name, kind, engine.name, str(error))
            except NotAsked:
                pass
            except (Disagreement, RuntimeError) as error:
                self.disagreements.append(f"{engine.name}: {error}")
                print(f"  DISAGREEMENT: {engine.name}: {error}", flush=True)
            if not runners:
                return  # ours comes first
        pytorch = next((engine for engine in self.engines if engine.name == "pytorch"), None)
        if pytorch and "pytorch" in runners:
            runners["pytorch_overhead"] = pytorch.overhead(work)
        ours = self.engines[0].name
        if not work.is_large:
            runners["arithmetic"] = self.limits.arithmetic_of(estimate(runners[ours], 0.05))
        summaries = measure(runners, (ours, "arithmetic"), work.is_large, self.arguments.quick)
        overhead, arithmetic = summaries.pop("pytorch_overhead", None), summaries.pop("arithmetic", None)
        for name, summary in summaries.items():
            self.record(work, kind, name, summary, overhead if name == "pytorch" else None)
            self.records[-1].update(deviation=deviations[name], allowed_deviation=reference.allowed)
            if name == ours and arithmetic and arithmetic["p99_9"]:
                self.records[-1]["arithmetic_p99_9_of_median"] = arithmetic["p99_9"] / arithmetic["median"]
        runners.pop("arithmetic", None)
        for runner in runners.values():
            runner.close()

    def of_many(self, work, kind):
        """Batches against calls one by one, two threads against one: each pair in turns."""
        pairs = {"batch": (kind, f"{kind}_batch")}
        if len(self.cores) > 1:
            pairs["threads"] = (f"{kind}_one_thread", f"{kind}_two_threads")
        else:
            self.skip(work.name, f"{kind}_threads", "constexplain", "this process may use one core only")
        reference = Reference(work, kind, 1)
        for name, passes in pairs.items():
            start, used, runners = time.time(), time.process_time(), {}
            if name == "threads":
                os.sched_setaffinity(0, self.cores)
            try:
                for one in passes:
                    runners[one] = self.engines[0].runner(work, one)
                    runners[one].is_timed_by_wall = name == "threads"
                    reference.check(runners[one])
                two_threads = self.limits.two_threads() if name == "threads" else None
                summaries = measure(runners, (), False, self.arguments.quick)
            except (Disagreement, RuntimeError) as error:
                self.disagreements.append(f"constexplain: {error}")
                print(f"  DISAGREEMENT: constexplain: {error}", flush=True)
                continue
            finally:
                os.sched_setaffinity(0, {max(self.cores)})
                self.on_several_cores[0] += time.time() - start
                self.on_several_cores[1] += time.process_time() - used
            single, many = (summaries[one]["median"] / runners[one].samples for one in passes)
            record = {"work": work.name, "title": work.title, "pass": f"{kind}_{name}", "engine": "constexplain",
                      "unit": "ns of a sample", "median": many, "compared_with": single, "ratio": single / many,
                      "samples_per_call": runners[passes[1]].samples}
            if two_threads:
                record["limit_of_two_threads"] = two_threads
            self.records.append(record)
            print(f"  {record['pass']:15}{many / 1000:10.3f} us of a sample, {record['ratio']:.2f} times the throughput"
                  + (f"; two threads of arithmetic alone: {two_threads:.2f}" if two_threads else ""), flush=True)
            for runner in runners.values():
                runner.close()

    def record(self, work, kind, engine, summary, overhead):
        record = {"work": work.name, "title": work.title, "pass": kind, "engine": engine, "unit": "ns", **summary}
        if overhead:
            record["call_overhead"] = overhead["median"]
            record["median_less_overhead"] = max(0.0, summary["median"] - overhead["median"])
        if engine == self.engines[0].name:
            found = self.limits.of(work, kind)
            record["limit"] = found["limit"]
            record["limit_nanoseconds"] = found["limit_nanoseconds"]
            record["fraction_of_limit"] = found["limit_nanoseconds"] / summary["median"]
            record["rate"], record["rate_unit"] = rate(found, summary["median"])
        else:
            record["limit"] = record["fraction_of_limit"] = None
        if work.note:
            record["note"] = work.note
        self.records.append(record)
        print(f"  {kind:13}{engine:14}{summary['median'] / 1000:12.3f} us"
              + (f"{100 * record['fraction_of_limit']:7.0f} % of {record['limit']}" if record["limit"] else ""),
              flush=True)

    def document(self):
        return {"compiler": self.arguments.compiler, "quick": self.arguments.quick, "share_of_core": self.share_of_core,
                "limits": {"arithmetic_gflops": self.limits.arithmetic, "read_gbytes": self.limits.read},
                "processor": processor(),
                "engines": {engine.name: engine.version for engine in self.engines},
                "records": self.records, "not_run": self.not_run, "disagreements": self.disagreements}

    def write(self):
        path = self.arguments.out / "bench.json"
        path.write_text(json.dumps(self.document(), indent=1) + "\n", encoding="utf-8")


def main():
    arguments = parse()
    names = chosen(arguments.works, arguments.quick)
    cores, start, used = pin(arguments.libraries), time.time(), time.process_time()
    print(f"pinned to core {max(cores)}", flush=True)
    try:
        run = Run(arguments, cores)
    except NotRun as error:
        sys.exit(f"error: {error}")
    for name in names:
        run.work(name)
    seconds = time.time() - start
    run.share_of_core = (time.process_time() - used - run.on_several_cores[1]) / (seconds - run.on_several_cores[0])
    run.write()
    document = run.document()
    print(f"\nmeasured in {seconds:.0f} s\n")
    table = write_table(document, arguments.out / "bench.md")
    print(table)
    write_plot(document, arguments.out / "bench.png")
    if arguments.publish and not run.disagreements:
        publish(table, arguments.out / "bench.png", arguments.publish, arguments.compiler)
    for text in run.disagreements:
        print(f"error: {text}", file=sys.stderr)
    return 1 if run.disagreements or not run.records else 0


if __name__ == "__main__":
    sys.exit(main())
