#pragma once

#include "array_bytes.hpp"

#include <string>
#include <vector>

/// Builds safetensors files byte by byte, without the code under test.
namespace safetensors_bytes {

using array_bytes::little_endian;

/// A length, the header as it is given, and the data.
inline std::string file(std::string const& header, std::string const& data = {}) {
    return little_endian(static_cast<std::uint64_t>(header.size())) + header + data;
}

struct array {
    std::string name, type, shape, data;
};

/// As the format's own library writes it: the arrays one after the other, the header padded to a multiple of 8.
/// `metadata` is the object's content, such as `"network":"..."`; none where it is empty.
inline std::string file(std::vector<array> const& arrays, std::string const& metadata = {}, std::size_t align = 8) {
    std::string header = "{", data;
    if (!metadata.empty()) header += "\"__metadata__\":{" + metadata + "}";
    for (auto const& [name, type, shape, bytes] : arrays) {
        header += (header.size() > 1 ? ",\"" : "\"") + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape;
        header += ",\"data_offsets\":[" + std::to_string(data.size()) + ",";
        data += bytes;
        header += std::to_string(data.size()) + "]}";
    }
    header += "}";
    header.append((align - header.size() % align) % align, ' ');
    return file(header, data);
}

}  // namespace safetensors_bytes
