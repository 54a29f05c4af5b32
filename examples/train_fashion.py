#!/usr/bin/env python3
"""Trains the demo network on Fashion-MNIST and saves its weights for the C++ examples.

Debian packages: python3-torch, python3-numpy, dataset-fashion-mnist.

    python3 examples/train_fashion.py                           # fashion.npz
    python3 examples/train_fashion.py --non-positive-biases     # fashion_nonpositive.npz
"""

import argparse
import gzip
import math
import pathlib
import struct
import sys
import time

try:
    import numpy as np
    import torch
    from torch import nn
except ImportError as error:
    sys.exit(f"train_fashion.py: {error}; install Debian's packages python3-torch and python3-numpy")

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE_FOLDER = pathlib.Path("/usr/share/datasets/fashion-mnist")
INPUT_SHAPE = (1, 28, 28)
BATCH_SIZE = 128
PEAK_LEARNING_RATE = 3e-3
WEIGHT_DECAY = 1e-2
DROPOUT = 0.2
MAX_SHIFT = 2  # pixels


def make_layers():
    """The deployed network. Layer k is saved as k.weight and k.bias."""
    return [
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(),
        nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(32 * 7 * 7, 64), nn.ReLU(), nn.Linear(64, 10),
    ]


# ---------------------------------------------------------------- signature

def pair(value):
    return tuple(value) if isinstance(value, (tuple, list)) else (value, value)


def times(value):
    return "{}x{}".format(*pair(value))


def paddings(value):
    """Top, left, bottom, right."""
    vertical, horizontal = pair(value)
    return f"{vertical},{horizontal},{vertical},{horizontal}"


def signature_of(layer):
    """One layer's text, as the C++ library writes it."""
    if isinstance(layer, nn.Conv2d):
        if isinstance(layer.padding, str) or layer.padding_mode != "zeros":
            raise ValueError(f"{layer}: needs zero padding given in numbers")
        return (f"conv2d({layer.out_channels},k={times(layer.kernel_size)},s={times(layer.stride)},"
                f"p={paddings(layer.padding)},d={times(layer.dilation)},g={layer.groups},"
                f"{'no_bias' if layer.bias is None else 'bias'})")
    if isinstance(layer, nn.Linear):
        return f"dense({layer.out_features},{'no_bias' if layer.bias is None else 'bias'})"
    if isinstance(layer, (nn.MaxPool2d, nn.AvgPool2d)):
        if layer.ceil_mode:
            raise ValueError(f"{layer}: ceil_mode has no counterpart")
        window = (f"k={times(layer.kernel_size)},s={times(layer.stride)},p={paddings(layer.padding)},"
                  f"d={times(getattr(layer, 'dilation', 1))}")
        if isinstance(layer, nn.MaxPool2d):
            return f"max_pool({window})"
        if layer.divisor_override is not None:
            raise ValueError(f"{layer}: divisor_override has no counterpart")
        # Without padding both ways of counting are one; the C++ library's plain avg_pool<2> excludes it.
        counted = layer.count_include_pad and pair(layer.padding) != (0, 0)
        return f"avg_pool({window},{'count_padding' if counted else 'exclude_padding'})"
    if isinstance(layer, nn.ReLU):
        return "relu"
    if isinstance(layer, nn.Flatten):
        return "flatten"
    raise ValueError(f"{layer}: has no counterpart in the C++ library")


def signature(input_shape, layers):
    first = "input({})".format(",".join(str(extent) for extent in input_shape))
    return ";".join([first] + [signature_of(layer) for layer in layers])


# ---------------------------------------------------------------- data

def read_idx(path, magic, extents):
    """A gzipped IDX file of bytes whose header must hold `magic` and `extents`."""
    try:
        with gzip.open(path) as file:
            content = file.read()
    except (OSError, EOFError) as error:
        sys.exit(f"train_fashion.py: {path}: {error}; install Debian's package dataset-fashion-mnist")
    header = struct.pack(f">{1 + len(extents)}I", magic, *extents)
    if content[:len(header)] != header or len(content) != len(header) + math.prod(extents):
        sys.exit(f"train_fashion.py: {path}: not the expected Fashion-MNIST file; "
                 "reinstall Debian's package dataset-fashion-mnist")
    return np.frombuffer(content, np.uint8, offset=len(header)).reshape(extents)


def load(folder, part, count):
    """Images in [0, 1] as [count][1][28][28], and their labels."""
    images = read_idx(folder / f"{part}-images-idx3-ubyte.gz", 0x803, (count, 28, 28))
    labels = read_idx(folder / f"{part}-labels-idx1-ubyte.gz", 0x801, (count,))
    return (torch.from_numpy(images.astype(np.float32) / np.float32(255)).unsqueeze(1),
            torch.from_numpy(labels.astype(np.int64)))


def augment(images):
    """Each image mirrored with probability one half, and shifted by up to MAX_SHIFT pixels."""
    count, _, height, width = images.shape
    padded = nn.functional.pad(images, (MAX_SHIFT,) * 4)
    rows = torch.arange(height) + torch.randint(2 * MAX_SHIFT + 1, (count, 1))
    columns = torch.arange(width) + torch.randint(2 * MAX_SHIFT + 1, (count, 1))
    columns = torch.where(torch.rand(count, 1) < 0.5, columns, columns.flip(1))
    return padded[torch.arange(count)[:, None, None], 0, rows[:, :, None], columns[:, None, :]].unsqueeze(1)


# ---------------------------------------------------------------- training

def train(layers, images, labels, epochs, non_positive_biases):
    # Dropout is before the last two dense layers and in training only: the deployed list has none.
    network = nn.Sequential(*layers[:-3], nn.Dropout(DROPOUT), *layers[-3:-1], nn.Dropout(DROPOUT), layers[-1])
    weights = [parameter for parameter in network.parameters() if parameter.dim() > 1]
    biases = [parameter for parameter in network.parameters() if parameter.dim() == 1]
    with torch.no_grad():
        for bias in biases:
            bias.zero_()
    optimiser = torch.optim.AdamW([{"params": weights, "weight_decay": WEIGHT_DECAY},
                                   {"params": biases, "weight_decay": 0.0}])
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, PEAK_LEARNING_RATE, epochs=epochs, steps_per_epoch=math.ceil(len(images) / BATCH_SIZE))

    network.train()
    for epoch in range(1, epochs + 1):
        start, total_loss, correct = time.monotonic(), 0.0, 0
        for batch in torch.randperm(len(images)).split(BATCH_SIZE):
            scores = network(augment(images[batch]))
            loss = nn.functional.cross_entropy(scores, labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            if non_positive_biases:
                with torch.no_grad():
                    for bias in biases:
                        bias.clamp_(max=0)
            total_loss += loss.item() * len(batch)
            correct += (scores.argmax(1) == labels[batch]).sum().item()
        print(f"epoch {epoch:3}/{epochs}: training loss {total_loss / len(images):.4f}, "
              f"accuracy {correct / len(images):.2%} (augmented, with dropout), "
              f"{time.monotonic() - start:.0f} s", flush=True)


def accuracy(network, images, labels):
    network.eval()
    with torch.no_grad():
        predicted = torch.cat([network(batch).argmax(1) for batch in images.split(1000)])
    return (predicted == labels).float().mean().item()


def save(path, layers):
    arrays = {f"{index}.{name}": np.ascontiguousarray(parameter.detach().numpy(), np.float32)
              for index, layer in enumerate(layers) for name, parameter in layer.named_parameters()}
    arrays["network"] = np.array(signature(INPUT_SHAPE, layers).encode("ascii"))
    np.savez_compressed(path, **arrays)


def main():
    parser = argparse.ArgumentParser(description="Trains the demo network on Fashion-MNIST.")
    parser.add_argument("--out", type=pathlib.Path,
                        help="default: fashion.npz or fashion_nonpositive.npz beside this script")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=pathlib.Path, default=PACKAGE_FOLDER,
                        help="folder of the IDX files (default: %(default)s)")
    parser.add_argument("--non-positive-biases", action="store_true",
                        help="keep every bias <= 0, as deep Taylor decomposition asks")
    options = parser.parse_args()
    if options.epochs < 1:
        parser.error("--epochs: needs at least 1")
    if options.out is None:
        options.out = HERE / ("fashion_nonpositive.npz" if options.non_positive_biases else "fashion.npz")
    elif options.out.suffix != ".npz":
        parser.error("--out: needs a name that ends in .npz")

    torch.manual_seed(options.seed)
    train_images, train_labels = load(options.data, "train", 60000)
    test_images, test_labels = load(options.data, "t10k", 10000)

    layers = make_layers()
    print(signature(INPUT_SHAPE, layers).replace(";", "\n"))
    print(f"{sum(parameter.numel() for layer in layers for parameter in layer.parameters())} parameters")

    train(layers, train_images, train_labels, options.epochs, options.non_positive_biases)
    save(options.out, layers)
    print(f"test accuracy {accuracy(nn.Sequential(*layers), test_images, test_labels):.2%}, "
          f"saved {options.out} ({options.out.stat().st_size / 1000:.0f} kB)")


if __name__ == "__main__":
    main()
