"""The engines: each makes, of a work and a pass, something that runs one input and times many calls.

A runner has `run(which)`, the result for an input as a flat array, and `time(calls, samples, clock)`, nanoseconds of
each sample of so many calls, the inputs in turn.
"""

import ctypes
import time
from pathlib import Path

import numpy as np


class NotRun(Exception):
    """An engine cannot do a work; says why."""


class NotAsked(Exception):
    """An engine is not compared in a work."""


def floats(array):
    return array.ctypes.data_as(ctypes.c_void_p)


def extents(shape):
    return (ctypes.c_int64 * len(shape))(*shape)


def load(folder, name):
    path = Path(folder) / f"{name}.so"
    if not path.exists():
        raise NotRun(f"{path.name} was not built")
    library = ctypes.CDLL(str(path))
    if hasattr(library, "bench_error"):
        library.bench_error.restype = ctypes.c_char_p
    return library


class LibraryRunner:
    """One whose loop is in a library: `handle` is its work there, `given` what bench_time needs besides."""
    given = ()

    def time(self, calls, samples, clock):
        result = np.empty(samples, np.uint64)
        size = ctypes.c_size_t
        if self.library.bench_time(self.handle, clock, *self.given, size(calls), size(samples), floats(result)):
            raise RuntimeError(self.library.bench_error().decode())
        return result

    def close(self):
        self.library.bench_destroy(self.handle)


class Ours:
    name = "constexplain"
    numbers = {"predict": 0, "epsilon_plus": 1, "epsilon": 2, "kernel": 3, "step": 4}
    # A call is a batch, or a data set on so many threads.
    of_many = {"predict_batch": 5, "epsilon_batch": 6, "predict_one_thread": 7, "predict_two_threads": 8,
               "epsilon_one_thread": 9, "epsilon_two_threads": 10}

    def __init__(self, folder):
        self.folder, self.version, self.passes = folder, "", set(self.numbers)

    def runner(self, work, kind):
        return OurRunner(load(self.folder, f"work_{work.library}"), work, {**self.numbers, **self.of_many}[kind])


class OurRunner(LibraryRunner):
    def __init__(self, library, work, kind):
        self.library, self.kind = library, kind
        self.inputs = np.ascontiguousarray(work.inputs, np.float32)
        net = work.network
        self.size = int(np.prod(net.shape if kind in (1, 2, 4, 6, 9, 10) else net.layers[-1].shape))
        arrays = net.arrays() if work.gives_arrays else []
        pointers = (ctypes.c_void_p * len(arrays))(*[array.ctypes.data for array in arrays])
        counts = (ctypes.c_size_t * len(arrays))(*[array.size for array in arrays])
        library.bench_create.restype = ctypes.c_void_p
        library.bench_macs.restype = library.bench_samples.restype = ctypes.c_size_t
        handle = library.bench_create(pointers, counts, ctypes.c_size_t(len(arrays)))
        if not handle:
            raise RuntimeError(f"{work.name}: {library.bench_error().decode()}")
        self.handle = ctypes.c_void_p(handle)
        self.given = (kind, floats(self.inputs), ctypes.c_size_t(len(self.inputs)))
        self.samples = library.bench_samples(self.handle, kind)
        macs = library.bench_macs(self.handle)
        if macs != net.total_macs():
            raise RuntimeError(f"{work.name}: {macs} multiply-accumulates here, {net.total_macs()} in the driver")

    def run(self, which):
        output = np.empty(self.size, np.float32)
        state = self.library.bench_run(self.handle, self.kind, floats(self.inputs[which]), floats(output))
        if state:
            raise RuntimeError("its status is not ok" if state == 1 else self.library.bench_error().decode())
        return output


class OnnxRuntime:
    """Through its C interface: inputs and outputs bound once, no copy."""
    name = "onnxruntime"
    passes = {"predict", "epsilon_plus", "epsilon"}

    def __init__(self, folder, models):
        import onnxruntime
        self.models = Path(models)
        self.library = load(folder, "bench_onnxruntime")
        found = sorted((Path(onnxruntime.__file__).parent / "capi").glob("libonnxruntime.so*"))
        if not found:
            raise NotRun("the Python wheel of ONNX Runtime has no libonnxruntime.so")
        if self.library.bench_open(str(found[0]).encode()):
            raise NotRun(self.library.bench_error().decode())
        self.library.bench_version.restype = ctypes.c_char_p
        self.version = self.library.bench_version().decode()

    def runner(self, work, kind):
        from onnx_model import write_forward, write_relevance
        path = self.models / f"{work.name}-{kind}.onnx"
        if kind == "predict":
            write_forward(work.network, path)
            out_shape = work.network.layers[-1].shape
        else:
            write_relevance(work.network, kind, path, work.start)
            out_shape = work.network.shape
        return OnnxRunner(self.library, path, work, out_shape)


class OnnxRunner(LibraryRunner):
    def __init__(self, library, path, work, out_shape):
        self.library = library
        self.inputs = np.ascontiguousarray(work.inputs, np.float32)
        self.size = int(np.prod(out_shape))
        shape, out = (1, *work.network.shape), (1, *out_shape)
        library.bench_create.restype = ctypes.c_void_p
        library.bench_run.restype = ctypes.POINTER(ctypes.c_float)
        handle = library.bench_create(str(path).encode(), floats(self.inputs), ctypes.c_size_t(len(self.inputs)),
                                      extents(shape), ctypes.c_size_t(len(shape)), extents(out),
                                      ctypes.c_size_t(len(out)))
        if not handle:
            raise NotRun(library.bench_error().decode())
        self.handle = ctypes.c_void_p(handle)

    def run(self, which):
        numbers = self.library.bench_run(self.handle, ctypes.c_size_t(which))
        if not numbers:
            raise RuntimeError(self.library.bench_error().decode())
        return np.ctypeslib.as_array(numbers, (self.size,)).copy()


class OpenCv:
    name = "opencv"
    passes = {"predict"}

    def __init__(self, folder, models):
        self.models = Path(models)
        self.library = load(folder, "bench_opencv")
        self.library.bench_version.restype = ctypes.c_char_p
        self.version = self.library.bench_version().decode()

    def runner(self, work, kind):
        from onnx_model import write_forward
        path = self.models / f"{work.name}-opencv.onnx"
        write_forward(work.network, path, opset=10)  # its clipping takes no bounds as inputs
        return OpenCvRunner(self.library, path, work)


class OpenCvRunner(LibraryRunner):
    def __init__(self, library, path, work):
        self.library = library
        self.inputs = np.ascontiguousarray(work.inputs, np.float32)
        self.size = int(np.prod(work.network.layers[-1].shape))
        shape = (1, *work.network.shape)
        library.bench_create.restype = ctypes.c_void_p
        handle = library.bench_create(str(path).encode(), floats(self.inputs), ctypes.c_size_t(len(self.inputs)),
                                      extents(shape), ctypes.c_size_t(len(shape)))
        if not handle:
            raise NotRun(library.bench_error().decode().strip())
        self.handle = ctypes.c_void_p(handle)

    def run(self, which):
        output = np.empty(self.size, np.float32)
        if self.library.bench_run(self.handle, ctypes.c_size_t(which), floats(output), ctypes.c_size_t(self.size)):
            raise NotRun(self.library.bench_error().decode().strip())
        return output


class OneDnn:
    """Single layers in the order of elements that it prefers: a rival of kernels."""
    name = "onednn"
    passes = {"kernel"}

    def __init__(self, folder):
        self.library = load(folder, "bench_onednn")
        self.library.bench_version.restype = ctypes.c_char_p
        self.version = self.library.bench_version().decode()

    def runner(self, work, kind):
        return OneDnnRunner(self.library, work)


class OneDnnRunner(LibraryRunner):
    def __init__(self, library, work):
        self.library, layer, given = library, work.network.layers[0], work.network.shape
        image = (given[1:], layer.shape[1:]) if layer.op == "conv" else ((0, 0), (0, 0))
        shape = extents((given[0], *image[0], layer.shape[0], *image[1], *layer.kernel, *layer.stride, *layer.padding,
                         layer.groups))
        self.size = int(np.prod(layer.shape))
        self.arrays = [np.ascontiguousarray(array, np.float32) for array in (layer.weight, layer.bias, work.inputs[0])]
        library.bench_create.restype = ctypes.c_void_p
        handle = library.bench_create(shape, *[floats(array) for array in self.arrays])
        if not handle:
            raise NotRun(library.bench_error().decode())
        self.handle = ctypes.c_void_p(handle)

    def run(self, _):
        output = np.empty(self.size, np.float32)
        if self.library.bench_run(self.handle, floats(output)):
            raise NotRun(self.library.bench_error().decode())
        return output


class PythonRunner:
    """Calls `call(input)` of an engine whose interface is Python's; `as_array(result)` gives the numbers."""
    def __init__(self, inputs, call, as_array, close=None):
        self.inputs, self.call, self.as_array, self.next = inputs, call, as_array, 0
        self.close = close or (lambda: None)

    def run(self, which):
        return np.asarray(self.as_array(self.call(self.inputs[which])), np.float32).ravel()

    def time(self, calls, samples, clock):
        result = np.empty(samples, np.uint64)
        now = time.process_time_ns if clock == time.CLOCK_PROCESS_CPUTIME_ID else time.perf_counter_ns
        call, inputs, count = self.call, self.inputs, len(self.inputs)
        for sample in range(samples):
            start = now()
            for _ in range(calls):
                call(inputs[self.next])
                self.next = (self.next + 1) % count
            result[sample] = now() - start
        return result


class PyTorch:
    """A traced and frozen module in inference mode."""
    name = "pytorch"
    passes = {"predict"}

    def __init__(self):
        import torch
        torch.set_num_threads(1)
        self.version = torch.__version__

    def runner(self, work, kind):
        import torch
        from torch_model import Net
        return self.traced(Net(work.network, len(work.network.layers) - 1), work.inputs)

    def overhead(self, work):
        """The same call of a module that returns its input."""
        import torch
        return self.traced(torch.nn.Identity(), work.inputs)

    @staticmethod
    def traced(module, inputs):
        import torch
        tensors = [torch.from_numpy(np.ascontiguousarray(x[np.newaxis])) for x in inputs]
        with torch.inference_mode():
            frozen = torch.jit.freeze(torch.jit.trace(module.eval(), tensors[0]))

        def call(x):
            with torch.inference_mode():
                return frozen(x)
        return PythonRunner(tensors, call, lambda y: y.numpy())


class Zennit:
    """Hooks registered once; each call is a forward pass and a gradient, as its Gradient attributor makes them."""
    name = "zennit"
    passes = {"epsilon_plus", "epsilon"}

    def __init__(self):
        from importlib.metadata import version
        import zennit  # noqa: F401: fails here rather than later
        self.version = version("zennit")

    def runner(self, work, kind):
        if work.is_layer:
            raise NotAsked
        return zennit_runner(work, kind)


def zennit_runner(work, kind, double=False):
    import torch
    from torch_model import Net
    from zennit.attribution import Gradient
    from zennit.composites import EpsilonPlus, LayerMapComposite, layer_map_base
    from zennit.layer import Sum
    from zennit.rules import Epsilon
    from zennit.types import Linear

    class Stacked(torch.nn.Module):
        """Zennit's sum takes its branches as one tensor."""
        def __init__(self):
            super().__init__()
            self.sum = Sum()

        def forward(self, *branches):
            return self.sum(torch.stack(branches, dim=-1))

    composite = EpsilonPlus() if kind == "epsilon_plus" else \
        LayerMapComposite(layer_map_base(1e-6) + [(Linear, Epsilon(epsilon=1e-6))])
    number = torch.float64 if double else torch.float32
    attributor = Gradient(Net(work.network, work.network.logits, Stacked).to(number), composite)
    attributor.__enter__()

    def largest(logits):
        mask = torch.zeros_like(logits)
        mask[0, logits.argmax()] = 1
        return logits * mask

    start = largest if work.start is None else torch.from_numpy(work.start[np.newaxis]).to(number)
    tensors = [torch.from_numpy(np.ascontiguousarray(x[np.newaxis])).to(number) for x in work.inputs]
    return PythonRunner(tensors, lambda x: attributor(x, start)[1], lambda y: y.detach().numpy(),
                        lambda: attributor.__exit__(None, None, None))


class Captum:
    """LRP with the epsilon rule everywhere; the class to explain is found beforehand."""
    name = "captum"
    passes = {"epsilon"}  # its z+ has another bias

    def __init__(self):
        from importlib.metadata import version
        import captum.attr  # noqa: F401: fails here rather than later
        self.version = version("captum")

    def runner(self, work, kind):
        import torch
        from captum.attr import LRP
        from captum.attr._utils.custom_modules import Addition_Module
        from captum.attr._utils.lrp_rules import EpsilonRule
        from torch_model import Net
        if work.is_layer:
            raise NotAsked
        readers = [source for layer in work.network.layers for source in layer.inputs]
        if len(set(readers)) < len(readers):
            raise NotRun("its relevance is wrong where several layers read one tensor")
        module = Net(work.network, work.network.logits, Addition_Module)
        linear = [layer for layer in module.modules()
                  if isinstance(layer, (torch.nn.Linear, torch.nn.Conv2d, torch.nn.AvgPool2d, Addition_Module))]
        pairs = []
        for x in work.inputs:
            x = torch.from_numpy(np.ascontiguousarray(x[np.newaxis]))
            pairs.append((x, int(module(x).argmax())))
            x.requires_grad_()
        explainer = LRP(module)

        def call(pair):
            for layer in linear:
                layer.rule = EpsilonRule(epsilon=1e-6)  # attribute removes it
            return explainer.attribute(pair[0], target=pair[1])
        try:
            call(pairs[0])
        except (TypeError, AssertionError, RuntimeError) as error:
            raise NotRun(str(error)) from error
        return PythonRunner(pairs, call, lambda y: y.detach().numpy())


def available(folder, models):
    """The engines that are there, ours first; and why the others are not."""
    found, missing = [Ours(folder)], {}
    for engine, *given in ((OnnxRuntime, folder, models), (OpenCv, folder, models), (OneDnn, folder), (PyTorch,),
                           (Zennit,), (Captum,)):
        try:
            found.append(engine(*given))
        except (NotRun, ImportError, OSError) as error:
            missing[engine.name] = str(error)
    return found, missing
