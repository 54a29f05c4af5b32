"""A network as a list of layers with their weights: what every engine's form of it is made from."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np


@dataclass
class Layer:
    """One layer; `inputs` are indices of earlier layers, -1 the network's input."""
    op: str  # conv, dense, relu, relu6, max_pool, avg_pool, add, flatten, softmax
    inputs: list
    shape: tuple = ()  # of its output, without the batch
    weight: np.ndarray = None  # conv [out][in / groups][h][w], dense [out][in]
    bias: np.ndarray = None
    kernel: tuple = (1, 1)
    stride: tuple = (1, 1)
    padding: tuple = (0, 0, 0, 0)  # top, left, bottom, right
    groups: int = 1

    @property
    def is_linear(self):
        return self.op in ("conv", "dense")


@dataclass
class Network:
    shape: tuple  # of the input, without the batch
    layers: list = field(default_factory=list)
    non_negative: bool = False  # whether the input is known to be

    def add(self, op, inputs=None, **settings):
        """Appends a layer behind the last one, or behind `inputs`; returns its index."""
        layer = Layer(op, [len(self.layers) - 1] if inputs is None else list(inputs), **settings)
        layer.shape = self.output_shape(layer)
        self.layers.append(layer)
        return len(self.layers) - 1

    def shape_of(self, index):
        return self.shape if index < 0 else self.layers[index].shape

    def output_shape(self, layer):
        given = self.shape_of(layer.inputs[0])
        if layer.op == "dense":
            return (layer.weight.shape[0],)
        if layer.op == "flatten":
            return (int(np.prod(given)),)
        if layer.op in ("conv", "max_pool", "avg_pool"):
            size = [(given[1 + k] + layer.padding[k] + layer.padding[2 + k] - layer.kernel[k]) // layer.stride[k] + 1
                    for k in range(2)]
            return (layer.weight.shape[0] if layer.op == "conv" else given[0], *size)
        return given

    def conv(self, weight, bias, stride=(1, 1), padding=(0, 0, 0, 0), groups=1, inputs=None):
        return self.add("conv", inputs, weight=weight, bias=bias, kernel=weight.shape[2:], stride=tuple(stride),
                        padding=tuple(padding), groups=groups)

    @property
    def logits(self):
        """The index of the layer that explanations start from: the one before a final softmax, or the last."""
        return len(self.layers) - (2 if self.layers[-1].op == "softmax" else 1)

    def macs(self, layer):
        """Multiply-accumulates of a linear layer."""
        return layer.weight.size * (int(np.prod(layer.shape[1:])) if layer.op == "conv" else 1)

    def macs_inside(self, layer):
        """The same without those of padding, which nobody has to compute."""
        if layer.op != "conv":
            return self.macs(layer)
        given, inside = self.shape_of(layer.inputs[0]), 1
        for k in range(2):
            begins = np.arange(layer.shape[1 + k]) * layer.stride[k] - layer.padding[k]
            at = begins[:, None] + np.arange(layer.kernel[k])
            inside *= int(np.sum((at >= 0) & (at < given[1 + k])))
        return layer.weight.shape[0] * layer.weight.shape[1] * inside

    def total_macs(self):
        return sum(self.macs(layer) for layer in self.layers if layer.is_linear)

    def weight_bytes(self):
        return sum(4 * layer.weight.size for layer in self.layers if layer.is_linear)

    def activation_bytes(self):
        return 4 * (int(np.prod(self.shape)) + sum(int(np.prod(layer.shape)) for layer in self.layers))

    def is_non_negative(self, index):
        """Whether a layer's output, or the input, holds no negative number for certain."""
        if index < 0:
            return self.non_negative
        layer = self.layers[index]
        if layer.op in ("relu", "relu6", "softmax"):
            return True
        return layer.op in ("max_pool", "avg_pool", "flatten", "add") and \
            all(self.is_non_negative(k) for k in layer.inputs)

    def products_of(self, layer, rules):
        """How many products with its weights a linear layer needs: the forward one; for an explanation also the rule's
        own denominators, where they are not that one's, and the transposed ones."""
        if rules is None:
            return 1
        if rules == "epsilon" or layer.op == "dense":
            return 2
        return 3 if self.is_non_negative(layer.inputs[0]) else 5

    def arrays(self):
        """Weights and biases in execution order."""
        return [array for layer in self.layers if layer.is_linear for array in (layer.weight, layer.bias)]


def random_parameters(seed):
    """A function that gives weights as He et al. initialise them, and small biases."""
    source = np.random.default_rng(seed)

    def make(*shape):
        fan_in = int(np.prod(shape[1:]))
        weight = source.standard_normal(shape, dtype=np.float32) * np.float32(np.sqrt(2 / fan_in))
        bias = source.standard_normal(shape[0], dtype=np.float32) * np.float32(0.05)
        return weight, bias

    return make


def from_zoo(folder, non_negative=False):
    """The network of a folder's net.json, batch normalisation folded in double precision."""
    folder = Path(folder)
    description = json.loads((folder / "net.json").read_text(encoding="utf-8"))
    net = Network(tuple(description["input"]["shape"]), non_negative=non_negative)
    index = {description["input"]["name"]: -1}

    def load(layer, key):
        return np.load(folder / layer[key]).astype(np.float64) if layer.get(key) else None

    for layer in description["layers"]:
        op, inputs = layer["op"], [index[name] for name in layer["in"]]
        if op == "conv2d":
            weight = load(layer, "weight")
            bias = load(layer, "bias")
            at = net.conv(weight, np.zeros(len(weight)) if bias is None else bias, layer["stride"], layer["pad"],
                          layer["groups"], inputs)
        elif op == "dense":
            at = net.add("dense", inputs, weight=load(layer, "weight"), bias=load(layer, "bias"))
        elif op == "batchnorm":
            at = inputs[0]
            factor = load(layer, "gamma") / np.sqrt(load(layer, "var") + layer["eps"])
            linear = net.layers[at]
            linear.weight = linear.weight * factor.reshape(-1, *[1] * (linear.weight.ndim - 1))
            linear.bias = (linear.bias - load(layer, "mean")) * factor + load(layer, "beta")
        elif op in ("maxpool2d", "avgpool2d"):
            at = net.add(op[:3] + "_pool", inputs, kernel=tuple(layer["kernel"]), stride=tuple(layer["stride"]),
                         padding=tuple(layer["pad"]))
        elif op == "globalavgpool":
            size = net.shape_of(inputs[0])[1:]
            at = net.add("avg_pool", inputs, kernel=size, stride=size)
        elif op == "reshape":
            at = inputs[0]  # from a vector to one pixel, which an average pool here still is
        elif op in ("relu", "relu6", "add", "flatten", "softmax"):
            at = net.add(op, inputs)
        else:
            raise ValueError(f"{folder.name}: layer {layer['name']}: no benchmark has a layer {op}")
        index[layer["name"]] = at
    for layer in net.layers:
        if layer.is_linear:
            layer.weight = np.ascontiguousarray(layer.weight, np.float32)
            layer.bias = np.ascontiguousarray(layer.bias, np.float32)
    return net
