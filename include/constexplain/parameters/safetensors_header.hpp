#pragma once
/// The header of a safetensors file: which arrays it holds, and where.
///
/// The format (https://github.com/huggingface/safetensors): eight bytes with the header's length, the header as JSON,
/// then the data, little-endian and row-major. The arrays cover the data without a gap.
#include <constexplain/parameters/error.hpp>
#include <constexplain/parameters/npy_values.hpp>
#include <constexplain/parameters/safetensors_json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace constexplain::detail {

/// As in the format's own library.
inline constexpr std::uint64_t longest_safetensors_header = 100'000'000;

/// The bytes of one element, for every type that fills whole bytes.
inline std::optional<std::size_t> safetensors_element_size(std::string_view type) noexcept {
    auto const is = [&](auto... names) { return (... || (type == names)); };
    if (is("F64", "I64", "U64", "C64")) return 8;
    if (is("F32", "I32", "U32")) return 4;
    if (is("F16", "BF16", "I16", "U16")) return 2;
    if (is("BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E5M2FNUZ", "F8_E4M3FNUZ", "F8_E8M0")) return 1;
    return {};
}

inline std::string describe_offsets(safetensors_array const& array) {
    std::string text = "data_offsets [";
    return text.append(std::to_string(array.begin)).append(", ").append(std::to_string(array.end)).append("]");
}

/// Shape, type and offsets of one array agree, and lie inside the data.
inline void check_array(safetensors_array const& array, std::size_t data_bytes, std::string const& file) {
    origin const where{file, printable(array.name)};
    auto const size = safetensors_element_size(array.type);
    if (!size)
        throw element_type_mismatch{where, "element type '" + printable(array.type) + "'",
                                    "one that the format defines, such as 'F32'"};
    std::optional<std::size_t> bytes = *size;
    for (auto const extent : array.shape) bytes = bytes ? product(*bytes, extent) : bytes;
    if (!bytes)
        throw malformed_file{where, describe(array.shape).substr(0, 200) + ", more than any file holds",
                             "a shape of its data"};
    if (array.begin > array.end || array.end > data_bytes)
        throw malformed_file{where, describe_offsets(array),
                             "offsets in order, inside the " + std::to_string(data_bytes) + " bytes of data"};
    if (array.end - array.begin != *bytes)
        throw malformed_file{where,
                             describe_offsets(array) + ", " + std::to_string(array.end - array.begin) + " bytes",
                             std::to_string(*bytes) + " for " + describe(array.shape) + " of '" + array.type + "'"};
}

/// The arrays, in the order of their data, follow each other from the first byte to the last.
inline void check_cover(std::span<safetensors_array const> arrays, std::size_t data_bytes, std::string const& file) {
    std::size_t covered = 0;
    for (auto const& array : arrays) {
        if (array.begin != covered)
            throw malformed_file{{file, printable(array.name)},
                                 describe_offsets(array) + (array.begin < covered ? ", which overlap another array's"
                                                                                  : ", behind bytes of no array"),
                                 "data from byte " + std::to_string(covered)};
        covered = array.end;
    }
    if (covered != data_bytes)
        throw malformed_file{{file},
                             std::to_string(data_bytes) + " bytes of data",
                             std::to_string(covered) + ", which is where the last array ends"};
}

/// The header's text: the bytes after its length.
inline std::string_view safetensors_header_text(std::span<std::byte const> bytes, std::string const& file) {
    std::string_view const all{reinterpret_cast<char const*>(bytes.data()), bytes.size()};
    if (all.starts_with("PK\3\4") || all.starts_with("PK\5\6") || all.starts_with("\x93NUMPY"))
        throw malformed_file{{file},
                             all.starts_with("PK") ? "a zip archive" : "an .npy file",
                             "a safetensors file",
                             "load reads .npz files and folders of .npy files"};
    if (all.size() < 8)
        throw malformed_file{{file},
                             std::to_string(all.size()) + " bytes",
                             "8 bytes of length, a header and data",
                             "the file is truncated: write or copy it again"};
    auto const length = little_endian<std::uint64_t>(bytes.data());
    if (length > longest_safetensors_header)
        throw size_limit_exceeded{{file},
                                  "a header of " + std::to_string(length) + " bytes",
                                  "at most " + std::to_string(longest_safetensors_header)};
    if (length > all.size() - 8)
        throw malformed_file{{file},
                             "a header of " + std::to_string(length) + " bytes in a file of " +
                                 std::to_string(all.size()),
                             "a file that holds its header",
                             "the file is truncated: write or copy it again"};
    return all.substr(8, static_cast<std::size_t>(length));
}

/// Reads and checks the whole header; no byte of the data is touched. The arrays come in the order of their data.
inline safetensors_contents read_safetensors_header(std::span<std::byte const> bytes, std::string const& file) {
    auto const text = safetensors_header_text(bytes, file);
    auto contents = parse_safetensors_json(text, file);
    contents.data = bytes.subspan(8 + text.size());
    for (auto const& array : contents.arrays) check_array(array, contents.data.size(), file);
    std::ranges::sort(contents.arrays, {}, [](auto const& a) { return std::pair{a.begin, a.end}; });
    check_cover(contents.arrays, contents.data.size(), file);
    return contents;
}

}  // namespace constexplain::detail
