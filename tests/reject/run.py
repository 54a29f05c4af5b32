#!/usr/bin/env python3
"""Wrong programs and the one error that each must give.

    tests/reject/run.py [--compiler g++] [--compiler clang++-19] [--check-docs | --write-docs] [name ...]

Without --compiler: both. --write-docs writes docs/errors.md from what the compilers print; --check-docs fails where
that page says something else.

A program is one file, whose first comment block says what it shows and what must happen:

    // What is wrong here, in a sentence for the reader of docs/errors.md.
    // expect: SHAPE_MISMATCH<layer<2      (a substring or a regular expression, found in the first `error:` line)
    // expect-gcc: ...  expect-clang: ...  (instead, where the compilers differ)
    // lines: 12                           (most lines of the whole diagnostic; else 10 for g++ and 20 for clang)

    #ifndef TWIN
    ... the wrong code ...
    #else
    ... the right code, which must compile without a warning ...
    #endif
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "tests" / "reject"
PAGE = ROOT / "docs" / "errors.md"
SKIPPED = 77

FLAGS = ["-std=c++20", "-fsyntax-only", "-fno-diagnostics-color", "-I", "include"]
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]
TWIN = ["-DTWIN", *WARNINGS]
LINE_BUDGET = {"gcc": 10, "clang": 20}
DIRECTIVE = re.compile(r"(expect|expect-gcc|expect-clang|lines|lines-gcc|lines-clang):\s*(.*)")


class Compiler:
    def __init__(self, command):
        self.command = command
        self.present = shutil.which(command) is not None
        self.family = "clang" if "clang" in Path(command).name else "gcc"
        self.name = "clang" if self.family == "clang" else "g++"
        if self.present:
            version = subprocess.run([command, "-dumpversion"], text=True, capture_output=True).stdout.strip()
            if self.family == "gcc":
                version = subprocess.run([command, "-dumpfullversion"], text=True, capture_output=True).stdout.strip()
            self.name += " " + version.split(".")[0]

    def precompile(self, folder):
        """Precompiles the library, with which a program takes a third of the time. What compilers print of a precompiled
        header lacks the lines that say where it was included, so the page of errors is written without."""
        self.right = [*TWIN, *self.precompiled(Path(folder) / f"{self.family}_twin.hpp", TWIN)]
        self.wrong = [*WARNINGS, *self.precompiled(Path(folder) / f"{self.family}_wrong.hpp", WARNINGS)]

    def precompiled(self, header, flags):
        """The flags that use a precompiled header made with these flags; none where it cannot be made."""
        header.write_text("#include <constexplain.hpp>\n")
        target = f"{header}.{'pch' if self.family == 'clang' else 'gch'}"
        made = [flag for flag in FLAGS if flag != "-fsyntax-only"] + flags
        command = [self.command, *made, "-x", "c++-header", str(header), "-o", target]
        if subprocess.run(command, cwd=ROOT, capture_output=True).returncode != 0:
            return []
        return ["-include-pch", target] if self.family == "clang" else ["-include", str(header)]

    def run(self, program, *flags):
        """Exit status and diagnostic; the paths in it are relative to the repository."""
        return self.compile(program.path.relative_to(ROOT).as_posix(), *flags)

    def compile(self, path, *flags):
        command = [self.command, *FLAGS, *flags, path]
        result = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, env={**os.environ, "LC_ALL": "C"})
        return result.returncode, [line for line in result.stderr.replace(f"{ROOT}/", "").splitlines() if line.strip()]


class Program:
    def __init__(self, path):
        self.path = path
        self.name = path.stem
        self.mistakes = []
        self.says = {}
        description = []
        text = path.read_text(encoding="utf-8")
        for line in text.splitlines():
            if not line.startswith("//"):
                break
            line = line.removeprefix("//").strip()
            if match := DIRECTIVE.match(line):
                self.says[match[1]] = match[2].strip()
            else:
                description.append(line)
        self.description = " ".join(description).strip()
        branches = re.search(r"^#ifndef TWIN\n(.*?)^#else.*?\n(.*?)^#endif", text, re.DOTALL | re.MULTILINE)
        self.wrong = branches[1].strip("\n") if branches else ""
        if not branches:
            self.mistakes.append("has no `#ifndef TWIN` ... `#else` ... `#endif`")
        if not any(key.startswith("expect") for key in self.says):
            self.mistakes.append("has no `// expect:` line")

    def expected(self, family):
        return self.says.get(f"expect-{family}", self.says.get("expect", ""))

    def budget(self, family):
        return int(self.says.get(f"lines-{family}", self.says.get("lines", LINE_BUDGET[family])))


def squeeze(text):
    """g++ prints `<16> >` where clang prints `<16>>`, clang leaves some namespaces out; neither should matter."""
    return re.sub(r">\s+(?=>)", ">", re.sub(r"constexplain::(for_\w+::)?", "", text))


def found(expected, line):
    expected, line = squeeze(expected), squeeze(line)
    if expected in line:
        return True
    try:
        return re.search(expected, line) is not None
    except re.error:
        return False


def compile_together(programs, compiler, path):
    """Whether the right programs compile as one, each in a namespace of its own, which takes a fraction of the time."""
    includes, bodies = [], []
    for number, program in enumerate(programs):
        lines = program.path.read_text(encoding="utf-8").splitlines()
        includes += [line for line in lines if line.startswith("#include")]
        rest = [line for line in lines if not line.startswith("#include")]
        bodies += [f"namespace twin_{number} {{", *rest, f"}}  // namespace twin_{number}"]
    path.write_text("\n".join([*dict.fromkeys(includes), *bodies, ""]), encoding="utf-8")
    status, diagnostic = compiler.compile(str(path), *compiler.right)
    return status == 0 and not diagnostic


def check(program, compiler, as_users_see_it, twin_compiles):
    """The diagnostic of the wrong program, and what is wrong with it or with the twin."""
    mistakes = list(program.mistakes)
    status, diagnostic = compiler.run(program, *([] if as_users_see_it else compiler.wrong))
    errors = [line for line in diagnostic if re.search(r"\berror:", line)]
    budget = program.budget(compiler.family)
    if status == 0:
        mistakes.append("the wrong program compiles")
    elif len(errors) != 1:
        mistakes.append(f"{len(errors)} errors instead of one")
    if errors and not found(program.expected(compiler.family), errors[0]):
        mistakes.append(f"the error line does not say: {program.expected(compiler.family)}")
    if as_users_see_it and len(diagnostic) > budget:  # else the page's own lines are counted
        mistakes.append(f"the diagnostic has {len(diagnostic)} lines, more than {budget}")

    if twin_compiles:
        return diagnostic, mistakes
    status, twin_diagnostic = compiler.run(program, *compiler.right)
    if status != 0 or twin_diagnostic:
        mistakes.append("the right program does not compile cleanly:\n" + "\n".join(twin_diagnostic[:12]))
    return diagnostic, mistakes


# --- the page of errors ------------------------------------------------------------------------------------

def shortened(line):
    """Without folders that depend on the machine: those of the repository are relative, others lose their folder."""
    line = line.replace("tests/reject/", "").replace("include/constexplain", "constexplain")
    return re.sub(r"(?<![\w<.])/(?:[\w.+-]+/)+", "", line)


def heading(program):
    title = program.name.replace("_", " ")
    text = f"## {title[0].upper()}{title[1:]}\n\n"
    if program.description:
        text += program.description + "\n\n"
    return text + f"```cpp\n{program.wrong}\n```\n"


def block(compiler, diagnostic):
    return f"\n{compiler.name}:\n```text\n" + "\n".join(map(shortened, diagnostic)) + "\n```\n"


def page(programs, compilers, diagnostics):
    names = " and ".join(compiler.name for compiler in compilers)
    text = ("# Every error, as the compilers print it\n\n"
            f"Written by `tests/reject/run.py --write-docs` with {names}. Each program is a file in `tests/reject/`,\n"
            "where its corrected twin stands too; the tests assert that the wrong one gives exactly this one error.\n")
    for program in programs:
        text += "\n" + heading(program)
        for compiler in compilers:
            text += block(compiler, diagnostics[compiler.command][program.name])
    return text


def what_it_says(text):
    """An edit further up in a header moves its line numbers and includes, which does not make the page wrong."""
    text = re.sub(r"^(In file included from| +from) .*\n", "", text, flags=re.MULTILINE)
    return re.sub(r"^ *\d+ \|", "|", re.sub(r"\.hpp:\d+(:\d+)?", ".hpp", text), flags=re.MULTILINE)


def check_page(programs, compiler, diagnostics):
    """The names of the programs about which the page says something else than this compiler; None if not comparable."""
    written = PAGE.read_text(encoding="utf-8")
    if f"\n{compiler.name}:\n" not in written:
        return None  # another version's words are not wrong
    sections = {part.split("\n", 1)[0]: part for part in re.split(r"^(?=## )", written, flags=re.MULTILINE)[1:]}
    stale = []
    for program in programs:
        part = sections.pop(heading(program).split("\n", 1)[0], "")
        expected = what_it_says(block(compiler, diagnostics[program.name]))
        shown = re.search(rf"^{re.escape(compiler.name)}:\n```text\n(.*?)^```", part, re.DOTALL | re.MULTILINE)
        if not part.startswith(heading(program)) or expected not in what_it_says(part):
            stale.append(program.name)
        elif len(shown[1].splitlines()) > program.budget(compiler.family):
            stale.append(f"{program.name} (too long)")
    return stale + [title.removeprefix("## ") for title in sections]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", action="append")
    parser.add_argument("--check-docs", action="store_true")
    parser.add_argument("--write-docs", action="store_true")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("names", nargs="*", help="only these programs (file names without .cpp)")
    arguments = parser.parse_args()

    compilers = [Compiler(command) for command in arguments.compiler or ["g++", "clang++-19"]]
    absent = [compiler.command for compiler in compilers if not compiler.present]
    for command in absent:
        print(f"skipped: there is no {command} here")
    compilers = [compiler for compiler in compilers if compiler.present]
    if not compilers:
        return SKIPPED

    programs = [Program(path) for path in sorted(FOLDER.glob("*.cpp"))]
    if arguments.names:
        programs = [program for program in programs if program.name in arguments.names]
    if not programs:
        print("no programs in tests/reject")
        return 1

    failed = False
    diagnostics = {}
    with ThreadPoolExecutor(arguments.jobs) as pool, tempfile.TemporaryDirectory() as folder:
        for compiler in compilers:
            compiler.precompile(folder)
            parts = [programs[k :: arguments.jobs] for k in range(arguments.jobs)]
            paths = [Path(folder) / f"{compiler.family}_{k}.cpp" for k in range(arguments.jobs)]
            twins = list(pool.map(lambda part, path: compile_together(part, compiler, path), parts, paths))
            right = {p.name for part, compiles in zip(parts, twins) if compiles for p in part}
            results = list(
                pool.map(lambda p: check(p, compiler, arguments.write_docs, p.name in right), programs))
            diagnostics[compiler.command] = {p.name: diagnostic for p, (diagnostic, _) in zip(programs, results)}
            wrong = 0
            for program, (diagnostic, mistakes) in zip(programs, results):
                if mistakes:
                    wrong += 1
                    print(f"--- {program.name}, {compiler.name}")
                    print("\n".join(mistakes))
                    print("\n".join("    " + line for line in diagnostic[:40]))
            longest = max(len(diagnostic) for diagnostic, _ in results)
            print(f"{compiler.name}: {len(programs)} wrong programs, {len(programs) - wrong} give their one error and "
                  f"have a twin that compiles, {wrong} do not; longest diagnostic {longest} lines")
            failed = failed or wrong > 0

    if arguments.write_docs and not failed:
        if absent or arguments.names:
            print("the page is written from all programs and both compilers only")
            return 1
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(page(programs, compilers, diagnostics), encoding="utf-8")
        print(f"wrote {PAGE.relative_to(ROOT)}")
    if arguments.check_docs and not PAGE.exists():
        print("docs/errors.md does not exist; write it with tests/reject/run.py --write-docs")
        return 1
    if arguments.check_docs:
        for compiler in compilers:
            stale = check_page(programs, compiler, diagnostics[compiler.command])
            if stale is None:
                print(f"docs/errors.md is of another version than {compiler.name}: not compared")
            elif stale:
                print(f"docs/errors.md is stale for {compiler.name} in {', '.join(stale)}; "
                      "write it anew with tests/reject/run.py --write-docs")
                failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
