#pragma once
/// From ONNX's tensor message to an array.
#include "importer/array.hpp"
#include "importer/proto.hpp"

#include <filesystem>

namespace constexplain::importer {

/// The array of a tensor message, whose bytes are released. `folder` is where external data may lie. What the shape and
/// the type promise must be there to the byte.
array_ptr read_array(onnx::TensorProto& from, std::filesystem::path const& folder);

}  // namespace constexplain::importer
