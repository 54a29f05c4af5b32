#!/usr/bin/env python3
"""Checks the rooms of include/constexplain: who may include whom, and what each header owes its reader.

    tools/levels.py [--root FOLDER]     exit status 0 if every header keeps the rules, 1 with one line per breach

The table below is the one in the design: a header may include headers of its own room and of the rooms listed.
The umbrella's content is derived, not listed: it reaches every header, except those that need a library which
not every user has (xtensor's 2 s of compile time, libzip, libpng, FreeType) and the rooms above the library. Where
`#if __has_include(<zip.h>)` stands around an include, what that library is needed for may be reached too.
"""

import argparse
import re
import statistics
import sys
from pathlib import Path

BELOW_MODEL = ["meta", "shape", "layer", "rule", "network", "plan", "tensor", "kernel", "relevance"]
LIBRARY = BELOW_MODEL + ["model", "parameters", "interop"]

# room: the other rooms it may include. "model" stands for the headers directly in include/constexplain/.
ROOMS = {
    "meta": [],
    "shape": ["meta"],
    "layer": ["meta", "shape"],
    "rule": ["meta", "shape", "layer"],
    "network": ["meta", "shape", "layer"],
    "plan": ["meta", "shape", "layer", "rule", "network"],
    "tensor": ["meta", "shape"],
    "kernel": ["meta", "shape", "layer", "tensor"],
    "relevance": ["meta", "shape", "layer", "rule", "network", "plan", "tensor", "kernel"],
    "model": LIBRARY,
    "parameters": LIBRARY,
    "interop": LIBRARY,
}
# Above the library: may include all of it and each other, and nothing in the library includes them.
ABOVE = ["render", "evaluation", "importer"]

# Third parties: where each may be included, and in how many headers.
THIRD_PARTIES = [
    # name, pattern of the include, rooms or files, most headers, may the umbrella reach it
    ("Boost.Hana", r"boost/hana/.+", None, None, True),
    ("xsimd", r"xsimd/.+", ["tensor"], 1, True),
    ("xtensor", r"(xtensor|xtl)/.+", ["interop/xtensor.hpp"], 1, False),
    ("Boost.Interval", r"boost/numeric/interval/.+", ["interop/interval.hpp"], 1, False),
    ("Boost.Math", r"boost/math/.+", ["interop/dual.hpp"], 1, False),
    ("oneTBB", r"tbb/.+", ["interop/parallel.hpp"], None, False),
    ("libzip", r"zip\.h", ["parameters"], None, False),
    ("nlohmann/json", r"nlohmann/.+", ["parameters/safetensors_json.hpp"], 1, False),
    ("POSIX", r"sys/.+|unistd\.h|fcntl\.h", ["parameters/mapped_file.hpp", "evaluation"], None, False),
    ("libpng", r"png\.h", ["render"], None, False),
    ("FreeType", r"ft2build\.h|freetype/.+|FT_\w+_H", ["render"], None, False),
]
# Calls of the operating system belong to what users call, not to the parts that must run without one.
SYSTEM = re.compile(r"(sys/.+|unistd\.h|fcntl\.h|windows\.h)$")
STANDARD = re.compile(r"[a-z_0-9]+(\.h)?$")

MOST_LINES = 400
INCLUDE = re.compile(r'^\s*#\s*include\s+(?:<([^>]+)>|"([^"]+)"|(\w+))')


class Header:
    def __init__(self, path, include):
        self.path = path
        self.name = path.relative_to(include).as_posix()
        self.text = path.read_text(encoding="utf-8")
        self.lines = self.text.splitlines()
        self.includes = []
        for number, line in enumerate(self.lines, 1):
            match = INCLUDE.match(line)
            if match:
                self.includes.append((number, match[1] or match[2] or match[3], bool(match[2])))

    @property
    def own(self):
        return [name for _, name, _ in self.includes if name.startswith("constexplain")]

    @property
    def room(self):
        parts = self.name.split("/")
        return "umbrella" if len(parts) == 1 else "model" if len(parts) == 2 else parts[1]


def third_party(name):
    for party in THIRD_PARTIES:
        if re.fullmatch(party[1], name):
            return party
    return None


def check_includes(header, headers, breach):
    for number, name, quoted in header.includes:
        where = f"{header.name}:{number}"
        if quoted:
            breach(f'{where}: "{name}" in quotes; write <constexplain/...>, which means the same from everywhere')
        elif name.startswith("constexplain"):
            check_room(header, headers, name, where, breach)
        elif party := third_party(name):
            check_third_party(header, party, where, breach)
        elif SYSTEM.match(name):
            if header.room in BELOW_MODEL:
                breach(f"{where}: {header.room}/ may not use the operating system's <{name}>")
        elif not STANDARD.match(name):
            breach(f"{where}: <{name}> is neither ours, nor the standard library's, nor a known third party's")


def check_room(header, headers, name, where, breach):
    if name not in headers:
        breach(f"{where}: <{name}> does not exist")
        return
    target = headers[name].room
    if header.room == "umbrella" or header.room == target:
        return
    if target == "umbrella":
        if header.room not in ABOVE:
            breach(f"{where}: the umbrella is for users; include what is needed")
    elif header.room in ABOVE:
        return
    elif target not in ROOMS[header.room]:
        allowed = ", ".join(ROOMS[header.room]) or "nothing else"
        breach(f"{where}: {header.room}/ may include {allowed}; not {target}/ (<{name}>)")


def check_third_party(header, party, where, breach):
    title, _, places, _, _ = party
    short = header.name.removeprefix("constexplain/")
    if places is not None and not any(short == place or short.startswith(place + "/") for place in places):
        breach(f"{where}: {title} belongs in {', '.join(places)} only")


def check_form(header, breach):
    if len(header.lines) > MOST_LINES:
        breach(f"{header.name}: {len(header.lines)} lines, more than {MOST_LINES}: split it")
    if not any(line.strip() == "#pragma once" for line in header.lines):
        breach(f"{header.name}: no #pragma once")
    # What a reader meets first: after `#pragma once`, includes and the namespace's opening line, a doc comment.
    for line in header.lines:
        line = line.strip()
        if line.startswith(("///", "/**", "//!", "/*!")):
            return
        if line and not line.startswith(("//", "#", "namespace", "using namespace")):
            break
    if header.room != "umbrella" or not any(line.startswith("//") for line in header.lines[:5]):
        breach(f"{header.name}: no doc comment (///) before the first declaration: say what it is for")


def find_cycle(headers):
    """The first cycle of includes, as a list of names, or None."""
    finished, path = set(), []

    def visit(name):
        if name in path:
            return path[path.index(name):] + [name]
        if name in finished or name not in headers:
            return None
        path.append(name)
        for target in headers[name].own:
            if cycle := visit(target):
                return cycle
        path.pop()
        finished.add(name)
        return None

    for name in headers:
        if cycle := visit(name):
            return cycle
    return None


def reachable(headers, name, seen=None):
    seen = set() if seen is None else seen
    if name in headers and name not in seen:
        seen.add(name)
        for target in headers[name].own:
            reachable(headers, target, seen)
    return seen


def check_umbrella(headers, breach):
    umbrella = headers.get("constexplain.hpp")
    if umbrella is None:
        breach("constexplain.hpp: the umbrella does not exist")
        return
    guard, guarded = "", {}
    for number, line in enumerate(umbrella.lines, 1):
        if match := re.match(r"#if __has_include\(<(.+)>\)$", line):
            guard = match[1]
        elif line == "#endif":
            guard = ""
        elif match := INCLUDE.match(line):
            guarded[match[1]] = guard
        elif line.strip() and not re.match(r"\s*//|#pragma once$", line):
            breach(f"constexplain.hpp:{number}: an umbrella contains includes only")

    def needs(name):
        """The libraries that a user of this header needs beyond those of the core."""
        parties = (third_party(i) for n in reachable(headers, name) for _, i, _ in headers[n].includes)
        return {party[0] for party in parties if party and not party[4]}

    reached = {umbrella.name}
    for direct, guard in guarded.items():
        reached |= reachable(headers, direct)
        surplus = needs(direct) - ({third_party(guard)[0]} if guard and third_party(guard) else set())
        if surplus:
            breach(f"constexplain.hpp: <{direct}> needs {', '.join(sorted(surplus))}, which not every user has")
    for name, header in sorted(headers.items()):
        if name in reached and header.room in ABOVE:
            breach(f"constexplain.hpp: reaches {name}, which is above the library")
        if name not in reached and not needs(name) and header.room not in ABOVE:
            breach(f"constexplain.hpp: does not reach {name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    include = parser.parse_args().root / "include"

    breaches = []
    headers = {h.name: h for h in (Header(path, include) for path in sorted(include.rglob("*.hpp")))}
    for header in headers.values():
        if header.room not in ROOMS and header.room not in ABOVE and header.room != "umbrella":
            breaches.append(f"{header.name}: {header.room}/ is not a room; add it to the table in tools/levels.py")
            continue
        check_includes(header, headers, breaches.append)
        check_form(header, breaches.append)
    if cycle := find_cycle(headers):
        breaches.append("a cycle of includes: " + " -> ".join(cycle))
    for title, pattern, _, most, _ in THIRD_PARTIES:
        users = [h.name for h in headers.values() if any(re.fullmatch(pattern, i) for _, i, _ in h.includes)]
        if most is not None and len(users) > most:
            breaches.append(f"{title} is included by {len(users)} headers, at most {most} may: {', '.join(users)}")
    check_umbrella(headers, breaches.append)

    for line in breaches:
        print(line)
    lengths = sorted((len(h.lines), h.name) for h in headers.values())
    if lengths:
        median = statistics.median(length for length, _ in lengths)
        print(f"{len(headers)} headers, {sum(n for n, _ in lengths)} lines, median {median:g}, longest "
              + ", ".join(f"{name.removeprefix('constexplain/')} {n}" for n, name in lengths[:-4:-1]))
    print(f"{len(breaches)} breaches" if breaches else "every header keeps to its room")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
