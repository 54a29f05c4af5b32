#pragma once

#include <constexplain/parameters/byte_source.hpp>
#include <constexplain/parameters/error.hpp>
#include <constexplain/parameters/npy_dictionary.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace constexplain::detail {

/// Reads a header of version 1.0, 2.0 or 3.0 and leaves the source at the first element.
inline npy_header read_npy_header(byte_source& source) {
    using namespace std::string_view_literals;
    constexpr auto magic = "\x93NUMPY"sv;
    constexpr std::size_t longest_header = 65535;  // the most that version 1.0 can say, enough for 64 dimensions

    std::array<std::byte, 8> start{};
    auto const got = source.read(start);
    std::string_view const found{reinterpret_cast<char const*>(start.data()), got};
    if (found.substr(0, magic.size()) != magic)
        throw malformed_file{source.where(),
                             got == 0                           ? "an empty file"
                             : found.substr(0, 4) == "PK\3\4"sv ? "an .npz archive"
                                                                : "no .npy signature",
                             "an .npy file", "numpy.save(file, array)"};
    if (got != start.size()) throw malformed_file{source.where(), "an end after the signature", "an .npy file"};
    auto const major = std::to_integer<unsigned>(start[6]);
    auto const minor = std::to_integer<unsigned>(start[7]);
    if (major < 1 || major > 3 || minor != 0)
        throw malformed_file{source.where(), ".npy version " + std::to_string(major) + '.' + std::to_string(minor),
                             "version 1.0, 2.0 or 3.0"};

    std::array<std::byte, 4> length_bytes{};
    std::size_t const length_size = major == 1 ? 2 : 4;
    source.read_all(std::span{length_bytes}.first(length_size), "header's length");
    std::uint32_t length = 0;
    for (std::size_t i = 0; i < length_size; ++i)
        length |= std::to_integer<std::uint32_t>(length_bytes[i]) << (8 * i);
    auto const offset = start.size() + length_size + length;
    if (length > longest_header || offset > source.size())
        throw malformed_file{source.where(), "a header of " + std::to_string(length) + " bytes",
                             "one inside the file, of at most " + std::to_string(longest_header)};

    std::string text(length, '\0');
    source.read_all(std::as_writable_bytes(std::span{text}), "header");
    for (char const c : text)
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || static_cast<unsigned char>(c) > 0x7e)
            throw malformed_file{source.where(), "the header character '" + printable({&c, 1}) + "'", "ASCII text"};
    if (!text.ends_with('\n'))  // the format asks for it, and a wrong length would shift every number
        throw malformed_file{source.where(), "a header without end", "one that ends with a new line"};

    auto header = npy_dictionary{text, source.where()}.parse();
    header.data_offset = offset;
    return header;
}

/// Throws unless the source claims exactly the bytes that the header promises, so that neither can make the other lie.
inline void require_exact_size(byte_source const& source, npy_header const& header) {
    auto const data = source.size() - header.data_offset;
    if (data == header.data_bytes()) return;
    bool const truncated = data < header.data_bytes();
    throw malformed_file{source.where(), std::to_string(data) + " bytes of data",
                         std::to_string(header.data_bytes()) + " for " + describe(header.shape) + " of " +
                             describe(header.element),
                         truncated ? "the file is truncated: write or copy it again" : "bytes follow the array"};
}

}  // namespace constexplain::detail
