// Files of integers, which the library does not read.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace support {

/// The integers of an .npy file of version 1 ('<i4' or '<i8').
inline std::vector<long long> load_integers(std::filesystem::path const& path) {
    std::ifstream file(path, std::ios::binary);
    std::string const bytes{std::istreambuf_iterator<char>(file), {}};
    if (bytes.size() < 10) throw std::runtime_error("no integers in " + path.string());
    auto const byte = [&](std::size_t k) {
        return static_cast<unsigned long long>(static_cast<unsigned char>(bytes[k]));
    };
    std::size_t const begin = 10 + static_cast<std::size_t>(byte(8) + 256 * byte(9));
    std::string_view const header = std::string_view(bytes).substr(0, begin);
    std::size_t const width = header.find("'<i4'") != header.npos ? 4 : header.find("'<i8'") != header.npos ? 8 : 0;
    if (width == 0) throw std::runtime_error("no integers in " + path.string());
    std::vector<long long> result;
    for (std::size_t at = begin; at + width <= bytes.size(); at += width) {
        unsigned long long value = 0;
        for (std::size_t k = 0; k < width; ++k) value |= byte(at + k) << (8 * k);
        result.push_back(width == 4 ? static_cast<int>(static_cast<unsigned>(value)) : static_cast<long long>(value));
    }
    return result;
}

}  // namespace support
