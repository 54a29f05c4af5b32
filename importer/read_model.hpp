#pragma once
/// Reading an ONNX file.
#include "importer/model.hpp"

#include <filesystem>

namespace constexplain::importer {

/// The operator sets whose meaning this importer knows.
inline constexpr std::int64_t oldest_opset = 7, newest_opset = 24;

/// Reads a file; the nodes come in an order of execution.
model read_model(std::filesystem::path const& path);

/// Reads a model that is in memory, by its file's name; external data may lie in `folder`.
model read_model(std::string_view bytes, std::string file, std::filesystem::path const& folder);

}  // namespace constexplain::importer
