#pragma once
/// The generated files, all or none of them.
#include "importer/network.hpp"

namespace constexplain::importer {

/// Writes `NAME.hpp`, `NAME.safetensors` and what `wanted.parameters` asks for into a folder, which is made if it does
/// not exist. Each file is written under another name first; if anything fails, none is left: `output_not_written`.
/// Returns the files' paths.
std::vector<std::filesystem::path> write_files(std::filesystem::path const& folder, network const& net,
                                               options const& wanted);

}  // namespace constexplain::importer
