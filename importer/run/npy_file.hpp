#pragma once
/// Inputs of any number type from .npy files, and results back into such files.
#include <constexplain/parameters/npy.hpp>

#include <bit>
#include <cmath>
#include <fstream>

namespace constexplain::importer::run {

template<class Stored, class T>
std::vector<T> converted(std::vector<std::byte> const& bytes) {
    std::vector<T> values(bytes.size() / sizeof(Stored));
    for (std::size_t k = 0; k < values.size(); ++k) {
        Stored v{};
        std::memcpy(&v, bytes.data() + k * sizeof(Stored), sizeof(Stored));
        values[k] = static_cast<T>(v);
    }
    return values;
}

/// An array of floating-point or whole numbers, in C order. Throws a `parameter_error`.
template<class T>
npy_array<T> read_numbers(std::filesystem::path const& path) {
    static_assert(std::endian::native == std::endian::little);
    constexplain::detail::file_source source(path);
    npy_header const header = constexplain::detail::read_npy_header(source);
    constexplain::detail::require_exact_size(source, header);
    auto const& e = header.element;
    origin const where{path.string()};
    bool const is_little = e.order == '<' || (e.order == '|' && e.size == 1);
    if (header.fortran_order || !is_little || header.data_bytes() > std::size_t{1} << 30U)
        throw element_type_mismatch(where, header.fortran_order ? "Fortran order" : constexplain::detail::describe(e),
                                    "little-endian numbers in C order, at most a gigabyte",
                                    "numpy.save(file, numpy.ascontiguousarray(array, dtype=\"float32\"))");
    std::vector<std::byte> bytes(header.data_bytes());
    source.read_all(bytes, "data");
    npy_array<T> result;
    result.shape = header.shape;
    if (e.kind == 'f' && e.size == 4)
        result.values = converted<float, T>(bytes);
    else if (e.kind == 'f' && e.size == 8)
        result.values = converted<double, T>(bytes);
    else if (e.kind == 'i' && e.size == 4)
        result.values = converted<std::int32_t, T>(bytes);
    else if (e.kind == 'i' && e.size == 8)
        result.values = converted<std::int64_t, T>(bytes);
    else if (e.kind == 'u' && e.size == 1)
        result.values = converted<std::uint8_t, T>(bytes);
    else
        throw element_type_mismatch(where, constexplain::detail::describe(e),
                                    "float32, float64, int32, int64 or uint8");
    return result;
}

/// Writes an array in version 1.0 of the format (NumPy Enhancement Proposal 1).
template<class T>
void write_numbers(std::filesystem::path const& path, std::span<T const> values,
                   std::vector<std::size_t> const& shape) {
    std::string header =
        std::string("{'descr': '<f") + (sizeof(T) == 4 ? "4" : "8") + "', 'fortran_order': False, 'shape': (";
    for (std::size_t const extent : shape) header.append(std::to_string(extent)).append(",");
    header += "), }";
    header.append(63 - (10 + header.size()) % 64, ' ').append("\n");
    std::ofstream file(path, std::ios::binary);
    file.write("\x93NUMPY\1\0", 8);
    char const length[]{static_cast<char>(header.size() & 255U), static_cast<char>(header.size() >> 8U)};
    file.write(length, 2);
    file << header;
    file.write(reinterpret_cast<char const*>(values.data()), static_cast<std::streamsize>(values.size_bytes()));
    file.close();
    if (!file) throw std::runtime_error(path.string() + ": cannot be written");
}

}  // namespace constexplain::importer::run
