"""Counts the instructions of what a program repeats: the difference of two runs leaves one repetition."""

import platform
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
RUNS = (2, 6)


def missing():
    """What is missing to count, or None."""
    if not shutil.which("valgrind"):
        return "valgrind is missing"
    if platform.machine() == "x86_64" and not re.search(r"^flags\b.*\bavx2\b", Path("/proc/cpuinfo").read_text(), re.M):
        return "this processor has no AVX2"
    return None


def build(compiler, source, includes, program):
    """Compiles a source beside this file. `includes`: folders, separated by ;"""
    # Not -march=native: valgrind does not know every instruction set, and counts must not depend on the processor.
    flags = ["-std=c++20", "-O3", *(["-march=x86-64-v3"] if platform.machine() == "x86_64" else [])]
    folders = [str(ROOT / "include"), *filter(None, includes.split(";"))]
    subprocess.run([compiler, *flags, *(f"-I{folder}" for folder in folders), Path(__file__).parent / source, "-o", program],
                   check=True)


def run(program, *arguments):
    """The instructions of a run and what it prints."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", program, *arguments]
        result = subprocess.run(command, text=True, capture_output=True, check=True)
    return int(re.search(r"Collected : (\d+)", result.stderr).group(1)), result.stdout


def count(program, *arguments):
    """The instructions of one repetition, and what the longer run prints. The program's last argument says how many."""
    (few, _), (many, printed) = (run(program, *arguments, str(times)) for times in RUNS)
    return (many - few) // (RUNS[1] - RUNS[0]), printed
