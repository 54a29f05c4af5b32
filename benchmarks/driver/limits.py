"""What the machine can do at most, and how near a time comes to it."""

import ctypes
import platform
import time
from pathlib import Path

import numpy as np

from engines import load


class Arithmetic:
    """Calls as long as those of an engine that touch no memory, timed as it is: their slowest thousandth is the machine's
    doing."""

    def __init__(self, library, operations):
        self.library, self.operations = library, ctypes.c_size_t(int(operations))

    def time(self, calls, samples, clock):
        result = np.empty(samples, np.uint64)
        self.library.bench_time_arithmetic(self.operations, clock, ctypes.c_size_t(calls), ctypes.c_size_t(samples),
                                           result.ctypes.data_as(ctypes.c_void_p))
        return result


class Limits:
    def __init__(self, folder):
        library = load(folder, "bench_limits")
        library.bench_arithmetic_limit.restype = ctypes.c_double
        library.bench_read_limit.restype = ctypes.c_double
        library.bench_two_thread_limit.restype = ctypes.c_double
        self.library = library
        self.sizes = cache_sizes()
        self.arithmetic, self.read = 0, {}
        self.measure()

    def measure(self):
        """Billions of operations and of bytes in a second: the most that was ever measured, for other programs share
        caches and memory. Memory is read in many times the last cache's size."""
        self.arithmetic = max(self.arithmetic, self.library.bench_arithmetic_limit())
        for name, size in (("L2", self.sizes["L2"] // 2), ("L3", min(self.sizes["L3"] // 4, 8 << 20)),
                           ("memory", 8 * self.sizes["L3"])):
            self.read[name] = max(self.read.get(name, 0), self.library.bench_read_limit(ctypes.c_size_t(size)))

    def arithmetic_of(self, nanoseconds):
        return Arithmetic(self.library, self.arithmetic * nanoseconds)

    def two_threads(self):
        """How much more two threads of arithmetic do than one. Waits some seconds for a core that others use."""
        for _ in range(8):
            found = self.library.bench_two_thread_limit()
            if found > 1.9:
                break
            time.sleep(1)
        return found

    def level(self, size):
        """Where so many bytes stay between calls; None for the first cache, which keeps up with the arithmetic."""
        for name in ("L1", "L2", "L3"):
            if size <= self.sizes[name]:
                return None if name == "L1" else name
        return "memory"

    def of(self, work, kind):
        """The operations and bytes that a pass needs, its least nanoseconds, and which limit makes up most of them.

        Layer by layer, the larger of two times: of its products' arithmetic, and of its weights' reads. An explanation
        reads them twice: one sweep forwards can serve every product there, one serves the transposed ones. Inputs that
        are zero and neurons without relevance need no work, so that a pass which skips them may be faster than this.
        """
        net = work.network
        rules = {"predict": None, "kernel": None, "step": "epsilon"}.get(kind, kind)
        sweeps = 1 if rules is None or kind == "step" else 2
        level = self.level(net.weight_bytes() + net.activation_bytes())
        spent, operations, size = {}, 0, 0
        for layer in net.layers:
            if not layer.is_linear:
                continue
            needed = 2 * net.macs_inside(layer) * (net.products_of(layer, rules) - (kind == "step"))
            of_layer = {"arithmetic": needed / self.arithmetic}
            if level:
                of_layer[level] = sweeps * 4 * layer.weight.size / self.read[level]
            binding = max(of_layer, key=of_layer.get)
            spent[binding] = spent.get(binding, 0) + of_layer[binding]
            operations += needed
            size += sweeps * 4 * layer.weight.size
        return {"operations": operations, "bytes": size, "limit": max(spent, key=spent.get),
                "limit_nanoseconds": sum(spent.values())}

    def text(self):
        return (f"one core: {self.arithmetic:.1f} GFLOP/s (multiply-add, float32); reads "
                + ", ".join(f"{name} {rate:.1f} GB/s" for name, rate in self.read.items()))


def cache_sizes():
    """Bytes of each cache of the core that this process is pinned to."""
    sizes = {"L1": 32 << 10, "L2": 512 << 10, "L3": 16 << 20}
    for index in Path("/sys/devices/system/cpu/cpu0/cache").glob("index*"):
        level, kind = (index / "level").read_text().strip(), (index / "type").read_text().strip()
        if kind != "Instruction":
            size = (index / "size").read_text().strip()
            sizes[f"L{level}"] = int(size[:-1]) * {"K": 1 << 10, "M": 1 << 20}[size[-1]]
    return sizes


def processor():
    """Its name, family and model."""
    found = {}
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(":")
        found.setdefault(key.strip(), value.strip())
    name = found.get("model name", platform.machine())
    return f"{name}, family {found['cpu family']}, model {found['model']}" if "cpu family" in found else name


def rate(found, median):
    """What a pass does, by the limit that binds it: operations or bytes in a nanosecond."""
    is_arithmetic = found["limit"] == "arithmetic"
    return (found["operations"] if is_arithmetic else found["bytes"]) / median, "GFLOP/s" if is_arithmetic else "GB/s"
