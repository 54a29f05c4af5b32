#!/usr/bin/env python3
"""Counts the instructions of small networks' passes and compares them with stored figures (works.json).

    tests/instructions/works.py [--compiler g++] [--compiler clang++-19] [--include "dir;dir"] [--record]

Without --compiler: both, where present. Fails where a pass needs more than 5 % above its figure, and, so that the
figures stay true, where it needs more than 10 % less: --record then stores what was counted. Figures belong to a
compiler's major version; skipped (77) where there are none for it, or no valgrind.
"""

import argparse
import json
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import callgrind

FIGURES = Path(__file__).parent / "works.json"
WORKS = ["mlp_16_32_32_5", "mlp_784_300_100_10", "lenet"]
PASSES = ["predict", "epsilon", "epsilon_plus"]
MOST, LEAST = 1.05, 0.90
SKIPPED = 77


def version(compiler):
    """The compiler's name and major version, and the machine's architecture."""
    macros = subprocess.run([compiler, "-dM", "-E", "-x", "c++", "/dev/null"], text=True, capture_output=True, check=True)
    values = dict(line.split(maxsplit=2)[1:] for line in macros.stdout.splitlines() if len(line.split()) > 2)
    name = f"clang {values['__clang_major__']}" if "__clang_major__" in values else f"g++ {values['__GNUC__']}"
    return f"{name}, {platform.machine()}"


def count(compiler, includes):
    """work: pass: instructions."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "works"
        callgrind.build(compiler, "works.cpp", includes, program)
        return {work: {name: callgrind.count(program, work, name)[0] for name in PASSES} for work in WORKS}


def fault(counted, stored):
    if counted > MOST * stored:
        return f"too many: more than {MOST - 1:.0%} above"
    if counted < LEAST * stored:
        return f"record it (--record): more than {1 - LEAST:.0%} below"
    return None


def compare(name, counted, stored):
    """Prints a table; the number of faults."""
    faults = 0
    print(f"{name:34}{'instructions':>13}{'stored':>10}{'change':>9}{'of predict':>12}")
    for work in WORKS:
        for one in PASSES:
            now, then = counted[work][one], stored[work][one]
            wrong = fault(now, then)
            faults += wrong is not None
            print(f"  {work:19} {one:12}{now:13}{then:10}{now / then - 1:9.1%}{now / counted[work]['predict']:12.2f}"
                  + (f"   {wrong}" if wrong else ""))
    return faults


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--compiler", action="append")
    options.add_argument("--include", default="", help="include folders of third parties, separated by ;")
    options.add_argument("--record", action="store_true", help="store what is counted")
    given = options.parse_args()
    if reason := callgrind.missing():
        print("skipped:", reason)
        return SKIPPED

    figures = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    compared, faults = 0, 0
    for compiler in given.compiler or ["g++", "clang++-19"]:
        if not shutil.which(compiler):
            print(f"skipped: there is no {compiler} here")
            continue
        name = version(compiler)
        if not given.record and name not in figures:
            print(f"skipped: no figures for {name}; there are for {' and '.join(figures) or 'none'}")
            continue
        counted = count(compiler, given.include)
        if given.record:
            figures[name] = counted
        faults += compare(name, counted, figures[name])
        compared += 1
    if given.record:
        FIGURES.write_text(json.dumps(dict(sorted(figures.items())), indent=4) + "\n")
    if faults:
        return 1
    return 0 if compared else SKIPPED


sys.exit(main())
