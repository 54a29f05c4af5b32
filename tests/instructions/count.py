#!/usr/bin/env python3
"""Counts the instructions of one explanation, by a rule whose terms its domain spares and by the same rule unchecked.

    tests/instructions/count.py [--compiler g++] [--include "dir;dir"]

Both maps must be the same number. Fails where the specialised rule saves less than the table below asks for; skipped
(77) where valgrind is missing.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import callgrind

# The products that are left are 1 of 2, 2 of 4 and (but for the last layer) 1 of 4; the forward pass remains, and is more of
# it since the products of both forms became cheaper. With g++ 12 the ratios are 0.62, 0.56 and 0.61.
MOST = {"z_plus": 0.65, "alpha_beta": 0.6, "gamma": 0.63}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--compiler", default="g++")
    options.add_argument("--include", default="include")
    given = options.parse_args()
    if reason := callgrind.missing():
        print("skipped:", reason)
        return 77

    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "explain"
        callgrind.build(given.compiler, "explain.cpp", given.include, program)
        failed = False
        for rule, most in MOST.items():
            specialised, value = callgrind.count(program, rule)
            general, general_value = callgrind.count(program, f"unchecked {rule}")
            ratio = specialised / general
            print(f"{rule:10}  on its domain {specialised:9}  unchecked {general:9}  ratio {ratio:.2f}, at most {most}")
            if ratio > most:
                failed = True
            if abs(float(value) - float(general_value)) > 1e-4 * abs(float(general_value)):
                print(f"    but the maps differ: {value.strip()} and {general_value.strip()}")
                failed = True
        return 1 if failed else 0


sys.exit(main())
