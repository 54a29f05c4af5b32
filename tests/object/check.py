#!/usr/bin/env python3
"""What the machine code of a prediction and its explanation may not contain.

    tests/object/check.py [--compiler g++] [--include "dir;dir"] [--source tests/object/small_net.cpp]
    tests/object/check.py --object network.o [--stack BYTES]

Compiles the program at -O2 and -O3, or takes object files that exist, disassembles them, and fails on
  - an indirect call or jump: a virtual call, a function pointer, a jump table;
  - a call that allocates, throws, unwinds, locks, or enters the system;
  - a call to anything else outside, but for the memory functions that compilers write for loops;
  - with --stack, a chain of calls that needs more stack, or any amount of it (stack.py). For this the object was
    compiled by g++ with -fcallgraph-info=su.
The undefined __gxx_personality_v0 is allowed: it is named by unwind tables and never called.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from stack import CallGraph

ROOT = Path(__file__).resolve().parent.parent.parent
SKIPPED = 77

# Calls with a reason why they are wrong; checked before the list of allowed ones so that the message says it.
FORBIDDEN = [
    (r"operator (new|delete)|^_Zn[wa]|^_Zd[la]|(^|_)(malloc|calloc|realloc|free|aligned_alloc|posix_memalign|alloca)$",
     "allocates"),
    (r"^__cxa_guard", "locks (a static local variable)"),
    (r"^__cxa_|^_Unwind_|std::__throw_|^_ZSt\d+__throw|^std::terminate|^_ZSt9terminatev|^abort$|^__assert_fail$",
     "throws, unwinds or aborts"),
    (r"pthread_|mutex|^__gthread", "locks"),
    (r"^__stack_chk_fail$", "checks the stack"),
    (r"^(write|read|open|close|mmap|syscall|printf|puts|fwrite)$", "enters the system"),
]
# Compilers replace loops by the memory functions; the mathematical functions are what tanh and sigmoid are made of.
ALLOWED_CALLS = re.compile(r"^(mem(cpy|set|move|cmp)|(exp|tanh|log|sqrt|expm1|fma|fabs|fmax|fmin)f?)$")
ALLOWED_UNDEFINED = re.compile(r"^(__gxx_personality_v0|_GLOBAL_OFFSET_TABLE_|__dso_handle)$")

FUNCTION = re.compile(r"^[0-9a-f]+ <(.+)>:$")
INSTRUCTION = re.compile(r"^\s*[0-9a-f]+:\s+(?!R_)(.*\S)\s*$")  # not the relocations between them
CONTROL = re.compile(r"^(?:(?:bnd|notrack|rep|repz|lock|data16|cs|ds)\s+)*(call|jmp|j[a-z]+)[a-z]*\s+(.*)$")


def run(*command):
    return subprocess.run(command, check=True, text=True, capture_output=True, cwd=ROOT).stdout


def reason(symbol):
    """Why a call of `symbol` is wrong, or None."""
    for pattern, why in FORBIDDEN:
        if re.search(pattern, symbol):
            return why
    return None if ALLOWED_CALLS.match(symbol) else "is outside this file"


def check_object(path):
    """What is wrong, and the number of functions and instructions looked at."""
    faults, functions, instructions = [], 0, 0
    undefined = [line.split(maxsplit=1)[1] for line in run("nm", "-C", "-u", str(path)).splitlines() if line.strip()]
    for symbol in undefined:
        plain = symbol.split("@")[0]
        if not ALLOWED_UNDEFINED.match(plain) and (why := reason(plain)):
            faults.append(f"needs {plain}, which {why}")

    # A call out of the file names an undefined symbol, so only what names none is left to find in the instructions.
    function = "?"
    for line in run("objdump", "-dr", "--no-show-raw-insn", "-C", str(path)).splitlines():
        if match := FUNCTION.match(line):
            function = match[1]
            functions += 1
        elif match := INSTRUCTION.match(line):
            instructions += 1
            text = match[1].split("#")[0].strip()
            if control := CONTROL.match(text):
                operation, target = control[1], control[2]
                # Only at the front: symbols of functions that take pointers hold a * too.
                if operation in ("call", "jmp") and target.startswith(("*", "%")):
                    faults.append(f"{function}: indirect {operation}: {text}")
            elif re.match(r"^(syscall|sysenter|int\s)", text):
                faults.append(f"{function}: enters the system: {text}")
            elif re.match(r"^lock\b|^xchg\b.*\(", text):
                faults.append(f"{function}: an atomic operation: {text}")
    return faults, functions, instructions


def check_stack(path, most):
    """What is wrong with the stack that an object file's functions need, and the bytes."""
    calls = path.with_suffix(".ci")
    if not calls.exists():
        return [f"there is no {calls.name} beside it: it was not compiled with -fcallgraph-info=su"], 0
    graph = CallGraph(calls)
    needed, chain = graph.deepest()
    faults = graph.faults
    if needed > most:
        readable = run("c++filt", *(name.split(":")[-1] for name in chain)).splitlines()
        frames = "".join(f"\n    {graph.frames[name]:6} {text[:200]}" for name, text in zip(chain, readable))
        faults.append(f"needs {needed} bytes of stack, at most {most}:{frames}")
    if needed == 0:
        faults.append("there is no function whose stack is known")
    return faults, needed


def report(name, path, most_stack=None):
    """Checks an object file and prints what is wrong, or what was looked at. Whether it is right."""
    faults, functions, instructions = check_object(path)
    if functions == 0 or instructions < 50:
        faults.append("there is hardly any machine code to check")
    stack = ""
    if most_stack is not None:
        stack_faults, needed = check_stack(path, most_stack)
        faults += stack_faults
        stack = f", {needed} bytes of stack, at most {most_stack}"
    for fault in sorted(set(faults)):
        print(f"{name}: {fault}")
    print(f"{name}: {functions} functions, {instructions} instructions checked: "
          + (f"{len(set(faults))} faults" if faults else
             "no indirect call or jump, no allocation, no exception, no lock, no system call") + stack)
    return not faults


def compile_and_report(compiler, level, source, includes):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{source.stem}.o"
        command = [compiler, "-std=c++20", level, "-march=native", "-DNDEBUG", *includes, "-c", str(source), "-o", str(path)]
        result = subprocess.run(command, cwd=ROOT, text=True, capture_output=True)
        if result.returncode != 0:
            print(f"{compiler} {level}: does not compile\n{result.stderr}")
            return False
        return report(f"{Path(compiler).name} {level}", path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", action="append")
    parser.add_argument("--include", default="", help="include folders of third parties, separated by ;")
    parser.add_argument("--source", type=Path, default=ROOT / "tests" / "object" / "small_net.cpp")
    parser.add_argument("--object", type=Path, action="append", help="check this file instead of compiling one")
    parser.add_argument("--stack", type=int, help="the most bytes of stack that a chain of calls may need")
    arguments = parser.parse_args()
    if arguments.stack is not None and not arguments.object:
        parser.error("--stack is for --object")

    compilers = [] if arguments.object else arguments.compiler or ["g++", "clang++-19"]
    for tool in ["nm", "objdump", *compilers]:
        if shutil.which(tool) is None:
            print(f"skipped: there is no {tool} here")
            return SKIPPED
    machine = run("uname", "-m").strip()
    if machine not in ("x86_64", "amd64"):
        print(f"skipped: this check reads x86-64 machine code, not {machine}")
        return SKIPPED

    if arguments.object:
        results = [report(path.stem, path.resolve(), arguments.stack) for path in arguments.object]
        return 0 if all(results) else 1
    includes = ["-I", str(ROOT / "include")]
    for folder in filter(None, arguments.include.split(";")):
        if not Path(folder).is_relative_to(ROOT) and folder != "/usr/include":
            includes += ["-isystem", folder]
    results = [compile_and_report(compiler, level, arguments.source, includes)
               for compiler in compilers for level in ("-O2", "-O3")]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
