"""The networks and layers that are measured, with their inputs."""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from network import Network, from_zoo, random_parameters


@dataclass
class Work:
    name: str  # as the command line and the records have it
    title: str
    network: Network
    inputs: np.ndarray  # [count, ...]
    note: str = ""
    passes: tuple = ("predict", "epsilon_plus", "epsilon")
    gives_arrays: bool = True  # the library takes its parameters from here; else it has its own
    start: np.ndarray = None  # the start relevance of a layer
    is_large: bool = False
    has_batches: bool = False  # and data sets on threads

    @property
    def library(self):
        """The name in benchmarks/works."""
        return LIBRARIES.get(self.name, self.name)

    @property
    def is_layer(self):
        return self.start is not None


class Missing(Exception):
    """What a work needs is not there."""


def mlp(widths, seed):
    make = random_parameters(seed)
    net = Network((widths[0],), non_negative=True)
    for k in range(1, len(widths)):
        weight, bias = make(widths[k], widths[k - 1])
        net.add("dense", weight=weight, bias=bias)
        if k + 1 < len(widths):
            net.add("relu")
    return net


def digits(shared):
    path = Path(shared) / "zoo/data/images_u8_first500.npy"
    if not path.exists():
        raise Missing(f"{path}: no such file (the shared test data's digits)")
    return np.load(path)[:64].astype(np.float32) / np.float32(255)


def zero_share(inputs):
    return f"{100 * np.mean(inputs == 0):.0f} % of the input is zero"


def small_mlp(_):
    inputs = np.random.default_rng(1).random((64, 16), dtype=np.float32)
    return Work("mlp_small", "MLP 16-32-32-5", mlp((16, 32, 32, 5), 11), inputs, has_batches=True)


def mnist_mlp_dense(_):
    inputs = 1 - np.random.default_rng(2).random((64, 784), dtype=np.float32)  # none is 0
    return Work("mlp_mnist_dense", "MLP 784-300-100-10, dense", mlp((784, 300, 100, 10), 12), inputs, has_batches=True)


def mnist_mlp_digits(shared):
    inputs = digits(shared).reshape(-1, 784)
    return Work("mlp_mnist_digits", "MLP 784-300-100-10, digits", mlp((784, 300, 100, 10), 12), inputs,
                zero_share(inputs))


def lenet(shared):
    inputs = digits(shared).reshape(-1, 1, 28, 28)
    make = random_parameters(13)
    net = Network((1, 28, 28), non_negative=True)
    for channels, before in ((10, 1), (25, 10)):
        net.conv(*make(channels, before, 5, 5))
        net.add("relu")
        net.add("max_pool", kernel=(2, 2), stride=(2, 2))
    net.add("flatten")
    weight, bias = make(100, 400)
    net.add("dense", weight=weight, bias=bias)
    net.add("relu")
    weight, bias = make(10, 100)
    net.add("dense", weight=weight, bias=bias)
    return Work("lenet", "LeNet-like 10c5-25c5-100", net, inputs, zero_share(inputs))


def zoo(name, title, non_negative, imported, has_batches=False):
    def make(shared):
        folder = Path(shared) / "zoo" / name
        if not (folder / "net.json").exists():
            raise Missing(f"{folder}: no such folder (the shared test data's networks)")
        net = from_zoo(folder, non_negative)
        files = sorted(folder.glob("io/input_*.npy"))
        inputs = np.stack([np.load(file).astype(np.float32) for file in files]).reshape(-1, *net.shape)
        return Work(name, title, net, inputs, zero_share(inputs), gives_arrays=not imported,
                    has_batches=has_batches)
    return make


def vgg16(_):
    make = random_parameters(16)
    net = Network((3, 224, 224))
    before = 3
    for channels, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(count):
            net.conv(*make(channels, before, 3, 3), padding=(1, 1, 1, 1))
            net.add("relu")
            before = channels
        net.add("max_pool", kernel=(2, 2), stride=(2, 2))
    net.add("flatten")
    for k, (width, from_) in enumerate(((4096, 25088), (4096, 4096), (1000, 4096))):
        weight, bias = make(width, from_)
        net.add("dense", weight=weight, bias=bias)
        if k < 2:
            net.add("relu")
    inputs = np.random.default_rng(6).standard_normal((2, 3, 224, 224), dtype=np.float32)
    return Work("vgg16", "VGG-16", net, inputs, passes=("predict", "epsilon_plus"), is_large=True)


def layer(name, title, shape, weight_shape, padding=0, groups=1):
    def make(_):
        # Positive, so that no sum is near 0 and relevance, which is divided by them, can be compared closely.
        weight, bias = (np.abs(array) for array in random_parameters(17)(*weight_shape))
        net = Network(shape, non_negative=True)
        if len(shape) == 1:
            net.add("dense", weight=weight, bias=bias)
        else:
            net.conv(weight, bias, padding=(padding,) * 4, groups=groups)
        inputs = 1 - np.random.default_rng(7).random((8, *shape), dtype=np.float32)
        count = int(np.prod(net.layers[0].shape))
        # The same formula as in layer_work.hpp.
        start = (0.5 + np.arange(count) * 7 % 64 / 64).astype(np.float32).reshape(net.layers[0].shape)
        return Work(name, title, net, inputs, passes=("predict", "kernel", "epsilon", "step"), start=start)
    return make


WORKS = {
    "mlp_small": small_mlp,
    "mlp_mnist_dense": mnist_mlp_dense,
    "mlp_mnist_digits": mnist_mlp_digits,
    "lenet": lenet,
    "mnist_cntk8": zoo("mnist_cntk8", "mnist_cntk8", True, True),
    "mlperf_kws": zoo("mlperf_kws", "mlperf_kws (DS-CNN)", False, True),
    "mlperf_ad": zoo("mlperf_ad", "mlperf_ad (autoencoder)", False, False, has_batches=True),
    "mlperf_ic": zoo("mlperf_ic", "mlperf_ic (ResNet-8)", True, True),
    "mobilenet_v1_025_128": zoo("mobilenet_v1_025_128", "MobileNetV1 0.25 128", False, True),
    "vgg16": vgg16,
    "conv3x3_16": layer("conv3x3_16", "3x3 16->16, 32x32", (16, 32, 32), (16, 16, 3, 3), 1),
    "conv3x3_32": layer("conv3x3_32", "3x3 32->32, 16x16", (32, 16, 16), (32, 32, 3, 3), 1),
    "conv3x3_64": layer("conv3x3_64", "3x3 64->64, 8x8", (64, 8, 8), (64, 64, 3, 3), 1),
    "conv1x1_64": layer("conv1x1_64", "1x1 64->64, 25x5", (64, 25, 5), (64, 64, 1, 1)),
    "depthwise_64": layer("depthwise_64", "depthwise 3x3 64, 25x5", (64, 25, 5), (64, 1, 3, 3), 1, 64),
    "conv_first_16": layer("conv_first_16", "3x3 3->16, 32x32", (3, 32, 32), (16, 3, 3, 3), 1),
    "dense_784_300": layer("dense_784_300", "dense 784x300", (784,), (300, 784)),
    "dense_640_128": layer("dense_640_128", "dense 640x128", (640,), (128, 640)),
}
QUICK = ["mlp_small", "mlp_mnist_dense", "mlp_mnist_digits", "lenet", "mnist_cntk8", "mlperf_kws", "mlperf_ad"]

# Works that share a library have one of another name.
LIBRARIES = {"mlp_mnist_dense": "mlp_mnist", "mlp_mnist_digits": "mlp_mnist"}


def chosen(names, is_quick):
    """The works of a list with commas, or all, or the quick ones. Ends the program where one is not known."""
    found = names.split(",") if names else QUICK if is_quick else list(WORKS)
    unknown = [name for name in found if name not in WORKS]
    if unknown:
        sys.exit(f"error: no such work: {', '.join(unknown)}; there are {', '.join(WORKS)}")
    return found
