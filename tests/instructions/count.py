#!/usr/bin/env python3
"""Counts the instructions of one explanation, by a rule whose terms its domain spares and by the same rule unchecked.

    tests/instructions/count.py --compiler g++ --include FOLDER;FOLDER

Callgrind counts; the difference of two runs leaves one explanation. Both maps must be the same number. Fails where
the specialised rule saves less than the table below asks for; skipped (77) where valgrind is missing.
"""

import argparse
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# The products that are left are 1 of 2, 2 of 4 and (but for the last layer) 1 of 4; the forward pass remains.
MOST = {"z_plus": 0.8, "alpha_beta": 0.75, "gamma": 0.6}
RUNS = (2, 6)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--compiler", default="g++")
    options.add_argument("--include", default="include")
    given = options.parse_args()
    if not shutil.which("valgrind"):
        print("valgrind is missing")
        return 77

    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "explain"
        # Not -march=native: valgrind does not know every instruction set.
        flags = ["-std=c++20", "-O3", *(["-march=x86-64-v3"] if platform.machine() == "x86_64" else [])]
        folders = [str(ROOT / "include"), *filter(None, given.include.split(";"))]
        source = Path(__file__).parent / "explain.cpp"
        subprocess.run([given.compiler, *flags, *(f"-I{f}" for f in folders), source, "-o", program], check=True)

        def run(rule, times):
            out = Path(folder) / "out"
            command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", program, rule, str(times)]
            result = subprocess.run(command, text=True, capture_output=True, check=True)
            return int(re.search(r"Collected : (\d+)", result.stderr).group(1)), result.stdout

        def one(rule):
            (few, _), (many, value) = run(rule, RUNS[0]), run(rule, RUNS[1])
            return (many - few) // (RUNS[1] - RUNS[0]), value

        failed = False
        for rule, most in MOST.items():
            specialised, value = one(rule)
            general, general_value = one(f"unchecked {rule}")
            ratio = specialised / general
            print(f"{rule:10}  on its domain {specialised:9}  unchecked {general:9}  ratio {ratio:.2f}, at most {most}")
            if ratio > most:
                failed = True
            if abs(float(value) - float(general_value)) > 1e-4 * abs(float(general_value)):
                print(f"    but the maps differ: {value.strip()} and {general_value.strip()}")
                failed = True
        return 1 if failed else 0


sys.exit(main())
