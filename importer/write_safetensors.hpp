#pragma once
/// The parameter file.
#include "importer/network.hpp"

#include <iosfwd>

namespace constexplain::importer {

/// Writes all arrays as float32 in the order of the layers, named `<layer>.weight` and so on, with the network's
/// signature and fingerprint as metadata. The data begin at a multiple of 64 bytes; returns where.
/// (https://github.com/huggingface/safetensors)
size_t write_safetensors(std::ostream& out, network const& net);

}  // namespace constexplain::importer
