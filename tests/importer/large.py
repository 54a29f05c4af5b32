#!/usr/bin/env python3
"""Networks of ImageNet's size through tools/run-onnx: scores against ONNX Runtime, peak memory against the parameters' size.

    tests/importer/large.py [squeezenet1_1] [mobilenet_v2] [vgg16]

The weights are random (the shapes are the published ones), the files lie in build/large. Needs PyPI's onnx, onnxruntime and
numpy. Not part of tools/test: VGG-16 is a file of 553 MB.
"""

import os
import subprocess
import sys
from pathlib import Path

import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "build" / "large"


class Model:
    """A chain of nodes with branches; weights by He's initialisation, so that activations keep their size."""

    def __init__(self, name):
        self.name, self.nodes, self.arrays = name, [], []
        self.random = numpy.random.default_rng(1)

    def array(self, name, values):
        self.arrays.append(numpy_helper.from_array(values.astype(numpy.float32), name))
        return name

    def node(self, op, *inputs, **attributes):
        output = f"{op.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, list(inputs), [output], output, **attributes))
        return output

    def conv(self, x, inputs, outputs, kernel, stride=1, padding=0, groups=1):
        name = f"conv{len(self.nodes)}"
        fan = inputs // groups * kernel * kernel
        weight = self.random.normal(0, numpy.sqrt(2 / fan), (outputs, inputs // groups, kernel, kernel))
        return self.node("Conv", x, self.array(f"{name}.weight", weight),
                         self.array(f"{name}.bias", self.random.normal(0, 0.05, outputs)), kernel_shape=[kernel] * 2,
                         strides=[stride] * 2, pads=[padding] * 4, group=groups)

    def dense(self, x, inputs, outputs):
        name = f"dense{len(self.nodes)}"
        weight = self.random.normal(0, numpy.sqrt(2 / inputs), (outputs, inputs))
        return self.node("Gemm", x, self.array(f"{name}.weight", weight),
                         self.array(f"{name}.bias", self.random.normal(0, 0.05, outputs)), transB=1)

    def batch_norm(self, x, channels):
        name = f"norm{len(self.nodes)}"
        arrays = [self.array(f"{name}.{role}", values) for role, values in
                  (("weight", self.random.uniform(0.5, 1.5, channels)), ("bias", self.random.normal(0, 0.1, channels)),
                   ("running_mean", self.random.normal(0, 0.1, channels)),
                   ("running_var", self.random.uniform(0.5, 1.5, channels)))]
        return self.node("BatchNormalization", x, *arrays)

    def pool(self, x, kernel, stride, ceil=0):
        return self.node("MaxPool", x, kernel_shape=[kernel] * 2, strides=[stride] * 2, ceil_mode=ceil)

    def save(self, output, path):
        graph = helper.make_graph(self.nodes, self.name,
                                  [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, 224, 224])],
                                  [helper.make_tensor_value_info(output, TensorProto.FLOAT, None)], self.arrays)
        onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), path)
        return sum(int(numpy.prod(array.dims)) for array in self.arrays)


def squeezenet1_1(m):
    """Iandola et al., 2016, in the version 1.1."""
    x = m.pool(m.node("Relu", m.conv("image", 3, 64, 3, 2)), 3, 2, 1)
    inputs = 64
    for k, (squeeze, expand) in enumerate([(16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256)]):
        if k in (2, 4):
            x = m.pool(x, 3, 2, 1)
        s = m.node("Relu", m.conv(x, inputs, squeeze, 1))
        x = m.node("Concat", m.node("Relu", m.conv(s, squeeze, expand, 1)),
                   m.node("Relu", m.conv(s, squeeze, expand, 3, 1, 1)), axis=1)
        inputs = 2 * expand
    return m.node("Flatten", m.node("GlobalAveragePool", m.node("Relu", m.conv(x, 512, 1000, 1))))


def mobilenet_v2(m):
    """Sandler et al., CVPR 2018; batch normalisation as nodes of its own."""
    def block(x, inputs, outputs, kernel, stride=1, groups=1, active=True):
        x = m.batch_norm(m.conv(x, inputs, outputs, kernel, stride, kernel // 2, groups), outputs)
        return m.node("Clip", x, "zero", "six") if active else x

    m.array("zero", numpy.array(0))
    m.array("six", numpy.array(6))
    x, inputs = block("image", 3, 32, 3, 2), 32
    for expansion, outputs, count, stride in [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1),
                                              (6, 160, 3, 2), (6, 320, 1, 1)]:
        for k in range(count):
            hidden = inputs * expansion
            y = x if expansion == 1 else block(x, inputs, hidden, 1)
            y = block(y, hidden, hidden, 3, stride if k == 0 else 1, hidden)
            y = block(y, hidden, outputs, 1, active=False)
            x = m.node("Add", x, y) if k > 0 else y
            inputs = outputs
    x = m.node("Flatten", m.node("GlobalAveragePool", block(x, 320, 1280, 1)))
    return m.dense(x, 1280, 1000)


def vgg16(m):
    """Simonyan and Zisserman, ICLR 2015, configuration D."""
    x, inputs = "image", 3
    for width, count in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        for _ in range(count):
            x, inputs = m.node("Relu", m.conv(x, inputs, width, 3, 1, 1)), width
        x = m.pool(x, 2, 2)
    x = m.node("Relu", m.dense(m.node("Flatten", x), 25088, 4096))
    return m.dense(m.node("Relu", m.dense(x, 4096, 4096)), 4096, 1000)


def run(build):
    folder = FOLDER / build.__name__
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "model.onnx"
    model = Model(build.__name__)
    parameters = model.save(build(model), path)
    image = numpy.random.default_rng(2).normal(0, 1, (1, 3, 224, 224)).astype(numpy.float32)
    numpy.save(folder / "image.npy", image)
    expected = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]).run(None, {"image": image})[0].ravel()

    command = [ROOT / "tools/run-onnx", path, folder / "image.npy", "--rules", "epsilon_plus", "--out", folder / "out"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # compiles
    measured = subprocess.run(["/usr/bin/time", "-v", *command], check=True, text=True, capture_output=True)
    peak = int(next(line for line in measured.stderr.splitlines() if "Maximum resident" in line).split(":")[1]) / 1024
    print(measured.stdout, end="")

    scores = numpy.load(folder / "out/image_scores.npy").ravel()
    relevance = numpy.load(folder / "out/image_relevance.npy")
    off = numpy.abs(scores - expected).max() / numpy.abs(expected).max()
    print(f"{build.__name__}: {parameters:,} parameters ({parameters * 4 / 2**20:.0f} MB), peak memory {peak:.0f} MB, "
          f"scores within {off:.1e} of ONNX Runtime's largest, relevance sums to {relevance.sum():.6g} "
          f"from {scores.max():.6g}", flush=True)
    return off <= 1e-4 and relevance.shape[-3:] == (3, 224, 224) and bool(numpy.isfinite(relevance).all())


def main():
    builders = {build.__name__: build for build in (squeezenet1_1, mobilenet_v2, vgg16)}
    os.chdir(ROOT)
    wanted = sys.argv[1:] or list(builders)
    return 0 if all([run(builders[name]) for name in wanted]) else 1


if __name__ == "__main__":
    sys.exit(main())
