#pragma once

#include <constexplain/parameters/byte_source.hpp>
#include <constexplain/parameters/error.hpp>
#include <constexplain/parameters/npy_header.hpp>
#include <constexplain/parameters/npy_values.hpp>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace constexplain {

/// Reads the array of an .npy file into `out`, in C order. The file must hold exactly the `needed` shape, as `<f4`, or
/// as `<f8` where `out` is double (`<f4` is widened). Throws a `parameter_error`; `out` is then unspecified.
inline void read_npy(std::filesystem::path const& path, std::span<std::size_t const> needed, std::span<float> out,
                     non_finite values = non_finite::refused) {
    detail::file_source source{path};
    detail::read_values(source, needed, out, values);
}
inline void read_npy(std::filesystem::path const& path, std::span<std::size_t const> needed, std::span<double> out,
                     non_finite values = non_finite::refused) {
    detail::file_source source{path};
    detail::read_values(source, needed, out, values);
}

/// The same from memory, such as a mapped file; `name` is what messages call it.
inline void read_npy(std::span<std::byte const> bytes, std::string const& name, std::span<std::size_t const> needed,
                     std::span<float> out, non_finite values = non_finite::refused) {
    detail::memory_source source{bytes, {name}};
    detail::read_values(source, needed, out, values);
}
inline void read_npy(std::span<std::byte const> bytes, std::string const& name, std::span<std::size_t const> needed,
                     std::span<double> out, non_finite values = non_finite::refused) {
    detail::memory_source source{bytes, {name}};
    detail::read_values(source, needed, out, values);
}

/// Reads an .npy file of any shape; `T` is float, double or std::uint8_t. What would take more than `byte_limit` bytes
/// in memory is refused, and so is any shape that the file is too short for, before anything is allocated.
template<npy_value T>
npy_array<T> load_npy(std::filesystem::path const& path, std::size_t byte_limit = default_byte_limit,
                      non_finite values = non_finite::refused) {
    detail::file_source source{path};
    return detail::load_values<T>(source, byte_limit, values);
}
template<npy_value T>
npy_array<T> load_npy(std::span<std::byte const> bytes, std::string const& name,
                      std::size_t byte_limit = default_byte_limit, non_finite values = non_finite::refused) {
    detail::memory_source source{bytes, {name}};
    return detail::load_values<T>(source, byte_limit, values);
}

/// Reads an .npy file that holds one string: a 0-d array of `|S` (returned as it is) or `<U` (as UTF-8).
inline std::string load_npy_text(std::filesystem::path const& path, std::size_t byte_limit = default_text_limit) {
    detail::file_source source{path};
    return detail::load_text(source, byte_limit);
}
inline std::string load_npy_text(std::span<std::byte const> bytes, std::string const& name,
                                 std::size_t byte_limit = default_text_limit) {
    detail::memory_source source{bytes, {name}};
    return detail::load_text(source, byte_limit);
}

}  // namespace constexplain
