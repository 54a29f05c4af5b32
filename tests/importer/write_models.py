#!/usr/bin/env python3
"""Writes consumer/tiny.onnx, the model of the consumer project, and prints its output for the input 0, 1/36, 2/36, ...

Needs Debian's python3-onnx. The numbers are computed here with numpy alone, in double.
"""

from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save

rng = np.random.default_rng(1)
conv = rng.standard_normal((3, 1, 3, 3)).astype(np.float32)
conv_bias = rng.standard_normal(3).astype(np.float32)
gamma, beta, mean = (rng.standard_normal(3).astype(np.float32) for _ in range(3))
variance = (0.5 + rng.random(3)).astype(np.float32)
dense = rng.standard_normal((2, 27)).astype(np.float32)
dense_bias = rng.standard_normal(2).astype(np.float32)
arrays = {"conv.weight": conv, "conv.bias": conv_bias, "norm.weight": gamma, "norm.bias": beta, "norm.mean": mean,
          "norm.var": variance, "dense.weight": dense, "dense.bias": dense_bias}

graph = helper.make_graph(
    [
        helper.make_node("Conv", ["x", "conv.weight", "conv.bias"], ["c"], pads=[1, 1, 1, 1]),
        helper.make_node("BatchNormalization", ["c", "norm.weight", "norm.bias", "norm.mean", "norm.var"], ["n"]),
        helper.make_node("Relu", ["n"], ["r"]),
        helper.make_node("MaxPool", ["r"], ["p"], kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("Flatten", ["p"], ["f"]),
        helper.make_node("Gemm", ["f", "dense.weight", "dense.bias"], ["y"], transB=1),
    ],
    "tiny",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 1, 6, 6])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", 2])],
    [numpy_helper.from_array(value, name) for name, value in arrays.items()],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="")
save(model, Path(__file__).parent / "consumer" / "tiny.onnx")

image = np.pad(np.arange(36).reshape(6, 6) / 36, 1)
weights = conv.astype(float)
maps = np.array([[[np.sum(weights[o, 0] * image[y:y + 3, x:x + 3]) + float(conv_bias[o]) for x in range(6)]
                  for y in range(6)] for o in range(3)])
factor = gamma.astype(float) / np.sqrt(variance.astype(float) + 1e-5)
maps = (maps - mean.astype(float)[:, None, None]) * factor[:, None, None] + beta.astype(float)[:, None, None]
pooled = np.maximum(maps, 0).reshape(3, 3, 2, 3, 2).max(axis=(2, 4))
print(*(dense.astype(float) @ pooled.ravel() + dense_bias.astype(float)))
