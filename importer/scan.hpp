#pragma once
/// A look at an ONNX file before protobuf allocates anything for it.
#include <span>
#include <string_view>

#include <cstddef>

namespace constexplain::importer {

/// Counts the fields of a model and of all messages in it. Two bytes can ask for a message of some hundred bytes in
/// memory, so a file of many of them is refused first: `size_limit_exceeded`, or `malformed_model` where the bytes are
/// no protobuf message at all.
void scan_model(std::string_view bytes);

}  // namespace constexplain::importer
