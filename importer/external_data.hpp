#pragma once
/// Arrays that a model keeps in files of their own.
#include "importer/error.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace constexplain::importer {

/// Where an array's bytes lie.
struct external_location {
    std::string path;  ///< relative to the model's folder
    std::uint64_t offset = 0;
    std::optional<std::uint64_t> length;
};

/// Reads exactly `bytes` bytes. The file must be a regular one inside the model's folder, also behind symbolic links;
/// otherwise `external_data_refused`.
std::string read_external(std::filesystem::path const& folder, external_location const& from, std::uint64_t bytes,
                          std::string const& where);

}  // namespace constexplain::importer
