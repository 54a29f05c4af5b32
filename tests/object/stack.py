"""The stack that functions need, each with all that it calls, from what g++ -fcallgraph-info=su writes beside an object.

That file has each function's frame, its return address included, and the calls that are left after inlining. Functions
of the C library have no frame there: their stack is not counted.
"""

import re

NODE = re.compile(r'^node: \{ title: "(.*?)" label: "(.*)"')
EDGE = re.compile(r'^edge: \{ sourcename: "(.*?)" targetname: "(.*?)"')
FRAME = re.compile(r"\\n(\d+) bytes \((.*?)\)")
# A frame is aligned at run time where something in it is, at most to a cache line; what that may skip is in no figure.
ALIGNMENT = 64 - 8
# A bounded frame is as large as its figure says; what is merely dynamic may be of any size.
BOUNDED = ("static", "dynamic,bounded")


class CallGraph:
    def __init__(self, path):
        self.frames, self.callees, self.faults = {}, {}, []
        for line in path.read_text(encoding="utf-8").splitlines():
            if match := NODE.match(line):
                self.add_function(*match.groups())
            elif match := EDGE.match(line):
                self.callees.setdefault(match[1], set()).add(match[2])

    def add_function(self, name, label):
        frame = FRAME.search(label)
        self.frames[name] = int(frame[1]) + ALIGNMENT if frame else 0
        if frame and frame[2] not in BOUNDED:
            self.faults.append(f"{name}: a stack frame of no known size ({frame[2]})")

    def deepest(self):
        """The chain of calls that needs the most stack: its bytes and its functions. A recursion is a fault."""
        needed, open_calls = {}, set()

        def visit(name):
            if name in open_calls:
                self.faults.append(f"{name}: calls itself, so that its stack has no bound")
                return 0, []
            if name not in needed:
                open_calls.add(name)
                below = max((visit(callee) for callee in sorted(self.callees.get(name, ()))), default=(0, []))
                open_calls.remove(name)
                needed[name] = self.frames.get(name, 0) + below[0], [name, *below[1]]
            return needed[name]

        return max((visit(name) for name in self.frames), default=(0, []))
