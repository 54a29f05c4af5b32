#pragma once
/// SHA-256 of bytes.
#include <string>
#include <string_view>

namespace constexplain::importer {

/// In hexadecimal digits.
std::string sha256(std::string_view bytes);

}  // namespace constexplain::importer
