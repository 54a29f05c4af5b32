#!/usr/bin/env python3
"""Prints the build targets of the works that tools/bench was asked for."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from works import LIBRARIES, chosen  # noqa: E402

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--works", default="")
parser.add_argument("--quick", action="store_true")
arguments = parser.parse_args()
names = chosen(arguments.works, arguments.quick)
print("\n".join(["bench_limits", "bench_onnxruntime", "bench_opencv", "bench_onednn",
                 *dict.fromkeys(f"work_{LIBRARIES.get(name, name)}" for name in names)]))
