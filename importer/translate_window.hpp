#pragma once
/// Windows as convolutions and pooling operators describe them.
#include "importer/operation.hpp"

namespace constexplain::importer {

/// The window over an image of `image` = channels, height, width; `kernel` has one extent or two. Reads auto_pad,
/// dilations, pads, strides and ceil_mode. The padding comes in numbers.
window window_of(operation& op, extents const& image, extents const& kernel);

/// `kernel_shape` of a pooling operator: one extent or two.
extents pooling_kernel(operation& op, size_t spatial);

/// ONNX's dimensions of an image or of a length: with a batch of 1.
extents with_batch(extents const& shape);

}  // namespace constexplain::importer
