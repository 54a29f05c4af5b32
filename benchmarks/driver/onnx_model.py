"""A network as an ONNX model: its forward pass, or its relevance pass written with ordinary operators.

The relevance pass does no more than it must: transposed products of stride 1 are convolutions with flipped kernels,
stabilisers of denominators that cannot be negative lie in the bias, and inputs that are known to be non-negative need
one product for z+.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

EPSILON, NEGATIVE_EPSILON = np.float32(1e-6), np.float32(-1e-6)
ZERO, SIX = np.float32(0), np.float32(6)


class Graph:
    """Nodes and constants of an ONNX graph; values are named by number."""

    def __init__(self, opset=13):
        self.opset, self.nodes, self.constants, self.names = opset, [], [], {}

    def add(self, op, inputs, outputs=1, **attributes):
        names = [f"v{len(self.nodes)}_{k}" for k in range(outputs)]
        self.nodes.append(helper.make_node(op, inputs, names, **attributes))
        return names[0] if outputs == 1 else names

    def constant(self, array):
        if id(array) not in self.names:
            name = f"c{len(self.constants)}"
            self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
            self.names[id(array)] = (name, array)  # holds the array, so that no other gets its id
        return self.names[id(array)][0]

    def save(self, path, in_shape, result, out_shape):
        """Writes the model with the input `x` and the value `result` as its output `y`."""
        for node in self.nodes:
            for names in (node.input, node.output):
                for k, name in enumerate(names):
                    if name == result:
                        names[k] = "y"
        graph = helper.make_graph(
            self.nodes, "net", [helper.make_tensor_value_info("x", TensorProto.FLOAT, in_shape)],
            [helper.make_tensor_value_info("y", TensorProto.FLOAT, out_shape)], self.constants)
        opsets = [helper.make_opsetid("", self.opset)]
        onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=7), str(path))


def add_forward(graph, net, last, keep_winners=False):
    """The layers up to `last`. Returns the value of each (-1: the network's input), and what max pooling chose."""
    values, winners = {-1: "x"}, {}
    for k, layer in enumerate(net.layers[:last + 1]):
        inputs = [values[i] for i in layer.inputs]
        window = dict(kernel_shape=layer.kernel, strides=layer.stride, pads=layer.padding)
        if layer.op == "conv":
            inputs += [graph.constant(layer.weight), graph.constant(layer.bias)]
            values[k] = graph.add("Conv", inputs, group=layer.groups, **window)
        elif layer.op == "dense":
            inputs += [graph.constant(layer.weight), graph.constant(layer.bias)]
            values[k] = graph.add("Gemm", inputs, transB=1)
        elif layer.op == "max_pool":
            if keep_winners:
                values[k], winners[k] = graph.add("MaxPool", inputs, 2, **window)
            else:
                values[k] = graph.add("MaxPool", inputs, **window)
        elif layer.op == "avg_pool":
            require_global(net, layer)
            values[k] = graph.add("GlobalAveragePool", inputs)
        elif layer.op == "relu6":
            values[k] = graph.add("Clip", inputs + [graph.constant(ZERO), graph.constant(SIX)]) if graph.opset >= 11 \
                else graph.add("Clip", inputs, min=0.0, max=6.0)
        else:
            op = {"relu": "Relu", "add": "Add", "flatten": "Flatten", "softmax": "Softmax"}[layer.op]
            values[k] = graph.add(op, inputs)
    return values, winners


def require_global(net, layer):
    if layer.kernel != tuple(net.shape_of(layer.inputs[0])[1:]):
        raise ValueError(f"average pooling over {layer.kernel}: only that over the whole image is written here")


def write_forward(net, path, opset=13):
    graph = Graph(opset)
    last = len(net.layers) - 1
    values, _ = add_forward(graph, net, last)
    graph.save(path, (1, *net.shape), values[last], (1, *net.layers[last].shape))


class RelevancePass:
    """Appends the relevance pass to a forward pass. Every value is of one sample, [1, ...]."""

    def __init__(self, net, rules, start=None):
        self.net, self.rules, self.graph = net, rules, Graph()
        self.values, self.winners = add_forward(self.graph, net, net.logits, keep_winners=True)
        self.relevance = {net.logits: self.start(start)}
        for k in range(net.logits, -1, -1):
            self.step(k, net.layers[k])

    def write(self, path):
        self.graph.save(path, (1, *self.net.shape), self.relevance[-1], (1, *self.net.shape))

    def start(self, given):
        """The largest logit, everything else 0; or what is given."""
        if given is not None:
            return self.graph.constant(given[np.newaxis])
        logits = self.values[self.net.logits]
        largest = self.graph.add("ReduceMax", [logits], axes=[1], keepdims=1)
        is_largest = self.graph.add("Equal", [logits, largest])
        return self.graph.add("Where", [is_largest, logits, self.graph.constant(ZERO)])

    def give(self, index, value):
        """Relevance for a layer's output, added to what another reader of it gave."""
        if index in self.relevance:
            value = self.graph.add("Add", [self.relevance[index], value])
        self.relevance[index] = value

    def quotient(self, relevance, denominator):
        g = self.graph
        is_negative = g.add("Less", [denominator, g.constant(ZERO)])
        added = g.add("Where", [is_negative, g.constant(NEGATIVE_EPSILON), g.constant(EPSILON)])
        return g.add("Div", [relevance, g.add("Add", [denominator, added])])

    def step(self, k, layer):
        g, source, r = self.graph, layer.inputs[0], self.relevance[k]
        x, z = self.values[source], self.values[k]
        if layer.op in ("relu", "relu6"):
            self.give(source, r)
        elif layer.op == "flatten":
            self.give(source, g.add("Reshape", [r, g.constant(np.array((1, *self.net.shape_of(source)), np.int64))]))
        elif layer.op == "dense":
            s = self.quotient(r, z)
            self.give(source, g.add("Mul", [x, g.add("MatMul", [s, g.constant(layer.weight)])]))
        elif layer.op == "conv":
            self.give(source, self.conv(layer, x, z, r))
        elif layer.op == "max_pool":
            shape = g.constant(np.array((1, *self.net.shape_of(source)), np.int64))
            self.give(source, g.add("MaxUnpool", [r, self.winners[k], shape], kernel_shape=layer.kernel,
                                    strides=layer.stride))
        elif layer.op == "avg_pool":
            share = g.constant(np.float32(1 / np.prod(layer.kernel)))
            self.give(source, g.add("Mul", [x, g.add("Mul", [self.quotient(r, z), share])]))
        elif layer.op == "add":
            s = self.quotient(r, z)
            for branch in layer.inputs:
                self.give(branch, g.add("Mul", [self.values[branch], s]))
        else:
            raise ValueError(f"no relevance pass through {layer.op}")

    def conv(self, layer, x, z, r):
        g = self.graph
        if self.rules == "epsilon":
            s = self.quotient(r, z)
            return g.add("Mul", [x, self.transposed(layer, layer.weight, s, len(layer.weight[0]) * layer.groups)])
        positive, negative = np.maximum(layer.weight, 0), np.minimum(layer.weight, 0)
        bias = np.maximum(layer.bias, 0) + EPSILON
        window = dict(kernel_shape=layer.kernel, strides=layer.stride, pads=layer.padding, group=layer.groups)
        channels = len(layer.weight[0]) * layer.groups
        if self.net.is_non_negative(layer.inputs[0]):
            d = g.add("Conv", [x, g.constant(positive), g.constant(bias)], **window)
            s = g.add("Div", [r, d])
            return g.add("Mul", [x, self.transposed(layer, positive, s, channels)])
        if layer.groups != 1:
            raise ValueError("grouped convolutions of inputs of any sign are not written here")
        both = g.add("Concat", [g.add("Relu", [x]), g.add("Min", [x, g.constant(ZERO)])], axis=1)
        weights = np.concatenate([positive, negative], axis=1)
        d = g.add("Conv", [both, g.constant(weights), g.constant(bias)], **window)
        s = g.add("Div", [r, d])
        shares = g.add("Mul", [both, self.transposed(layer, weights, s, 2 * channels)])
        of_positive, of_negative = g.add("Split", [shares], 2, axis=1)
        return g.add("Add", [of_positive, of_negative])

    def transposed(self, layer, weight, s, channels):
        """The product of s with the transposed weights."""
        g = self.graph
        top, left, bottom, right = layer.padding
        height, width = layer.kernel
        if layer.stride == (1, 1):
            flipped = weight[:, :, ::-1, ::-1]
            if layer.groups == 1:
                flipped = flipped.transpose(1, 0, 2, 3)
            elif layer.groups != channels or len(weight) != channels:
                raise ValueError("grouped convolutions other than depthwise are not written here")
            pads = (height - 1 - top, width - 1 - left, height - 1 - bottom, width - 1 - right)
            return g.add("Conv", [s, g.constant(np.ascontiguousarray(flipped))], kernel_shape=layer.kernel, pads=pads,
                         group=layer.groups)
        source = self.net.shape_of(layer.inputs[0])
        rest = [source[1 + k] - (layer.stride[k] * (layer.shape[1 + k] - 1) + layer.kernel[k]
                                 - layer.padding[k] - layer.padding[2 + k]) for k in range(2)]
        return g.add("ConvTranspose", [s, g.constant(weight)], kernel_shape=layer.kernel, strides=layer.stride,
                     pads=layer.padding, output_padding=rest, group=layer.groups)


def write_relevance(net, rules, path, start=None):
    RelevancePass(net, rules, start).write(path)
