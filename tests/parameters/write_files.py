#!/usr/bin/env python3
"""Writes the files that tests read but the code under test did not write. Needs numpy, ml_dtypes and safetensors.

    tests/parameters/write_files.py

tiny.float32 is what an importer embeds: all numbers of the network in routes.cpp, little-endian, one array after the
other. by_the_library.safetensors comes from the format's own library, with every type that can be read.
"""

import pathlib

import ml_dtypes
import numpy as np
from safetensors.numpy import save

FOLDER = pathlib.Path(__file__).resolve().parent


def numbers(count, first=0):
    """The same as `number` in routes.cpp; all of them exact in half precision."""
    k = np.arange(first, first + count)
    return ((k * 37 % 101) - 50) / 64


def main():
    (FOLDER / "tiny.float32").write_bytes(numbers(216).astype("<f4").tobytes())
    grid = numbers(24).reshape(2, 3, 4)
    content = save(
        {
            "single": grid.astype("<f4"),
            "double": grid.astype("<f8"),
            "half": grid.astype("<f2"),
            "brain": grid.astype(ml_dtypes.bfloat16),
            "one": np.array(2.5, "<f4"),
            "none": np.zeros((0, 3), "<f4"),
            "count": np.array(7, "<i8"),
        },
        metadata={"network": "input(2)", "author": "Zoë \"quoted\""},
    )
    (FOLDER / "by_the_library.safetensors").write_bytes(content)


if __name__ == "__main__":
    main()
