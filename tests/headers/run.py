#!/usr/bin/env python3
"""Compiles every header alone, and once again after itself, with warnings as errors.

    tests/headers/run.py --compiler g++ [--include "dir;dir"] [--jobs 2]

A header whose third-party library is absent is named as skipped; nothing else may fail.
"""

import argparse
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# Libraries that a machine may lack, by the header whose absence the compiler reports.
OPTIONAL = re.compile(r"fatal error: '?(zip\.h|png\.h|nlohmann/json\.hpp|tbb/\S+?\.h|ft2build\.h|xtensor/\S+?\.hpp)'?[: ]")
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--include", default="", help="include folders of third parties, separated by ;")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    arguments = parser.parse_args()

    include = ROOT / "include"
    command = [arguments.compiler, "-std=c++20", "-fsyntax-only", *WARNINGS, "-I", str(include)]
    for folder in filter(None, arguments.include.split(";")):
        if not Path(folder).is_relative_to(ROOT) and folder != "/usr/include":
            command += ["-isystem", folder]
    command += ["-x", "c++", "-"]

    def compile_alone(name):
        unit = f"#include <{name}>\n#include <{name}>\n"
        return subprocess.run(command, input=unit, text=True, capture_output=True)

    names = sorted(path.relative_to(include).as_posix() for path in include.rglob("*.hpp"))
    skipped, failed = [], []
    with ThreadPoolExecutor(arguments.jobs) as pool:
        for name, result in zip(names, pool.map(compile_alone, names)):
            if result.returncode == 0:
                continue
            if absent := OPTIONAL.search(result.stderr):
                skipped.append(f"{name} (needs {absent[1]})")
            else:
                failed.append(name)
                print(f"--- {name}\n{result.stderr}")
    for name in skipped:
        print("skipped:", name)
    print(f"{len(names) - len(skipped) - len(failed)} headers compile alone, {len(failed)} do not, "
          f"{len(skipped)} skipped")
    return 1 if failed or not names else 0


if __name__ == "__main__":
    sys.exit(main())
