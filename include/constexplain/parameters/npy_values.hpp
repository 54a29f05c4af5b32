#pragma once

#include <constexplain/parameters/byte_source.hpp>
#include <constexplain/parameters/error.hpp>
#include <constexplain/parameters/npy_header.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace constexplain {

/// Whether an infinity or a NaN is an error. Parameters refuse them; inputs and reference results may allow them.
enum class non_finite { refused, allowed };

template<class T>
concept npy_value = std::same_as<T, float> || std::same_as<T, double> || std::same_as<T, std::uint8_t>;

/// An array of any shape, in C order.
template<npy_value T>
struct npy_array {
    std::vector<std::size_t> shape;
    std::vector<T> values;
};

inline constexpr std::size_t default_byte_limit = std::size_t{1} << 30;
inline constexpr std::size_t default_text_limit = std::size_t{1} << 20;

namespace detail {

static_assert(std::numeric_limits<float>::is_iec559 && std::numeric_limits<double>::is_iec559);

template<class T>
using bits_of = std::conditional_t<sizeof(T) == 8, std::uint64_t,
                                   std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint8_t>>;

/// One little-endian element, whatever the machine's own order (compilers make one load of it).
template<class Stored>
Stored little_endian(std::byte const* from) noexcept {
    bits_of<Stored> bits = 0;
    for (std::size_t i = 0; i < sizeof(Stored); ++i)
        bits = static_cast<bits_of<Stored>>(bits | std::to_integer<bits_of<Stored>>(from[i]) << (8 * i));
    return std::bit_cast<Stored>(bits);
}

/// By its bits: std::isfinite says nothing under -ffast-math.
template<std::floating_point T>
bool finite(T value) noexcept {
    constexpr auto exponent = std::bit_cast<bits_of<T>>(std::numeric_limits<T>::infinity());
    return (std::bit_cast<bits_of<T>>(value) & exponent) != exponent;
}

/// Walks the elements as a Fortran-ordered file holds them (first index fastest) and gives each one's place in C order.
class fortran_walk {
public:
    explicit fortran_walk(std::span<std::size_t const> shape)
        : shape_{shape}
        , strides_(shape.size())
        , index_(shape.size()) {
        std::size_t stride = 1;
        for (std::size_t d = shape.size(); d-- > 0; stride *= shape[d]) strides_[d] = stride;
    }

    std::size_t next() noexcept {
        auto const place = place_;
        for (std::size_t d = 0; d < shape_.size(); ++d) {
            place_ += strides_[d];
            if (++index_[d] != shape_[d]) break;
            place_ -= strides_[d] * shape_[d];
            index_[d] = 0;
        }
        return place;
    }

private:
    std::span<std::size_t const> shape_;
    std::vector<std::size_t> strides_, index_;
    std::size_t place_ = 0;
};

/// Reads the elements through a small buffer, so that any byte order, any type and any memory order take one path.
template<class Stored, class T>
void read_elements(byte_source& source, npy_header const& header, std::span<T> out) {
    std::array<std::byte, 16384> buffer;
    constexpr std::size_t most = buffer.size() / sizeof(Stored);
    fortran_walk walk{header.shape};
    for (std::size_t done = 0; done < out.size();) {
        auto const count = std::min(most, out.size() - done);
        source.read_all(std::span{buffer}.first(count * sizeof(Stored)), "data");
        for (std::size_t i = 0; i < count; ++i)
            out[header.fortran_order ? walk.next() : done + i] =
                static_cast<T>(little_endian<Stored>(buffer.data() + i * sizeof(Stored)));
        done += count;
    }
    source.read_end();
}

template<class T>
void require_finite(std::span<T const> values, npy_header const& header, origin const& where) {
    auto const first = std::find_if_not(values.begin(), values.end(), finite<T>);
    if (first == values.end()) return;
    auto rest = static_cast<std::size_t>(first - values.begin());
    std::string index;
    for (std::size_t d = header.shape.size(); d-- > 0; rest /= header.shape[d])
        index = std::to_string(rest % header.shape[d]) + (index.empty() ? "" : ", ") + index;
    bool const nan = (std::bit_cast<bits_of<T>>(*first) << 1) >
                     (std::bit_cast<bits_of<T>>(std::numeric_limits<T>::infinity()) << 1);
    throw value_not_finite{where, (nan ? "NaN at index [" : "an infinity at index [") + index + "]", "finite values"};
}

template<npy_value T>
void require_element(element_type type, origin const& where) {
    if constexpr (std::same_as<T, std::uint8_t>) {
        if (type.kind == 'u' && type.size == 1) return;
        throw element_type_mismatch{where, describe(type), "'|u1'", "array.astype('uint8')"};
    } else {
        constexpr bool wide = sizeof(T) == 8;
        bool const fits = type.kind == 'f' && (type.size == sizeof(T) || type.size == 4);
        if (fits && type.order == '<') return;
        std::string cure = wide ? "array.astype('float64')" : "array.astype('float32')";
        if (fits && type.order == '>') cure = "it is big-endian: array.astype('<f" + std::to_string(type.size) + "')";
        throw element_type_mismatch{where, describe(type), wide ? "'<f8' or '<f4'" : "'<f4'", cure};
    }
}

template<npy_value T>
void read_checked(byte_source& source, npy_header const& header, std::span<T> out, non_finite values) {
    if constexpr (std::same_as<T, double>) {
        if (header.element.size == 4) {
            read_elements<float>(source, header, out);
        } else {
            read_elements<double>(source, header, out);
        }
    } else {
        read_elements<T>(source, header, out);
    }
    if constexpr (std::floating_point<T>)
        if (values == non_finite::refused) require_finite(std::span<T const>{out}, header, source.where());
}

/// Reads an array of the needed shape. Everything that the header can say is checked before the data is touched.
template<std::floating_point T>
void read_values(byte_source& source, std::span<std::size_t const> needed, std::span<T> out, non_finite values) {
    auto const header = read_npy_header(source);
    if (!std::ranges::equal(header.shape, needed))
        throw shape_mismatch{source.where(), describe(header.shape), describe(needed)};
    if (header.count != out.size())
        throw shape_mismatch{source.where(), "room for " + std::to_string(out.size()) + " elements",
                             std::to_string(header.count) + " for " + describe(needed)};
    require_element<T>(header.element, source.where());
    require_exact_size(source, header);
    read_checked(source, header, out, values);
}

/// Allocates only after the source's own size has confirmed the header's.
template<npy_value T>
npy_array<T> load_values(byte_source& source, std::size_t byte_limit, non_finite values) {
    auto header = read_npy_header(source);
    require_element<T>(header.element, source.where());
    require_exact_size(source, header);
    if (header.count > byte_limit / sizeof(T))
        throw size_limit_exceeded{source.where(), describe(header.shape),
                                  "at most " + std::to_string(byte_limit) + " bytes"};
    npy_array<T> array{{}, std::vector<T>(header.count)};
    read_checked(source, header, std::span{array.values}, values);
    array.shape = std::move(header.shape);
    return array;
}

inline void append_utf8(std::string& text, std::uint32_t point) {
    auto const put = [&](std::uint32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
    auto const continuation = [&](unsigned shift) { put(0x80 | ((point >> shift) & 0x3f)); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xc0 | (point >> 6)), continuation(0);
    } else if (point < 0x10000) {
        put(0xe0 | (point >> 12)), continuation(6), continuation(0);
    } else {
        put(0xf0 | (point >> 18)), continuation(12), continuation(6), continuation(0);
    }
}

/// From UTF-32 in little-endian bytes, as NumPy stores text.
inline std::string utf8(std::string_view bytes, origin const& where) {
    std::string text;
    for (std::size_t i = 0; i + 4 <= bytes.size(); i += 4) {
        std::uint32_t point = 0;
        for (std::size_t b = 0; b < 4; ++b)
            point |= std::uint32_t{static_cast<unsigned char>(bytes[i + b])} << (8 * b);
        if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
            throw malformed_file{where, "the code point " + std::to_string(point), "Unicode text"};
        append_utf8(text, point);
    }
    return text;
}

/// A 0-d array of bytes or of text. NumPy pads both with zeros at the end, which are dropped.
inline std::string load_text(byte_source& source, std::size_t byte_limit) {
    auto const header = read_npy_header(source);
    auto const type = header.element;
    if (type.kind != 'S' && (type.kind != 'U' || type.order == '>'))
        throw element_type_mismatch{source.where(), describe(type), "text, '|S' or '<U'", "numpy.array('text')"};
    if (!header.shape.empty())
        throw shape_mismatch{source.where(), describe(header.shape), "shape ()", "numpy.array('text')"};
    require_exact_size(source, header);
    if (type.size > byte_limit)
        throw size_limit_exceeded{source.where(), std::to_string(type.size) + " bytes of text",
                                  "at most " + std::to_string(byte_limit)};
    std::string bytes(type.size, '\0');
    source.read_all(std::as_writable_bytes(std::span{bytes}), "text");
    source.read_end();

    auto text = type.kind == 'S' ? std::move(bytes) : utf8(bytes, source.where());
    text.resize(text.find_last_not_of('\0') + 1);
    return text;
}

}  // namespace detail
}  // namespace constexplain
