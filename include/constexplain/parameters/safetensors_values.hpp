#pragma once
/// The numbers of a safetensors file: which types can be read as which, all of them exactly.
#include <constexplain/parameters/error.hpp>
#include <constexplain/parameters/npy_values.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace constexplain::detail {

/// The upper half of a float.
struct bfloat16 {
    std::uint16_t bits;
    explicit operator float() const noexcept { return std::bit_cast<float>(std::uint32_t{bits} << 16); }
    explicit operator double() const noexcept { return static_cast<double>(static_cast<float>(*this)); }
};

/// IEEE 754's binary16: 5 bits of exponent, 10 of fraction.
struct float16 {
    std::uint16_t bits;
    explicit operator float() const noexcept {
        std::uint32_t const sign = std::uint32_t{bits} >> 15 << 31;
        std::uint32_t const exponent = (bits >> 10) & 31U, fraction = bits & 1023U;
        if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000U | fraction << 13);
        if (exponent != 0) return std::bit_cast<float>(sign | (exponent + 112) << 23 | fraction << 13);
        auto const size = std::bit_cast<std::uint32_t>(static_cast<float>(fraction) * 0x1p-24f);
        return std::bit_cast<float>(sign | size);
    }
    explicit operator double() const noexcept { return static_cast<double>(static_cast<float>(*this)); }
};

inline std::uint16_t two_bytes(std::byte const* from) noexcept {
    return static_cast<std::uint16_t>(std::to_integer<unsigned>(from[0]) | std::to_integer<unsigned>(from[1]) << 8);
}

template<class Stored, class T>
void widen(std::byte const* from, std::span<T> out) noexcept {
    for (std::size_t k = 0; k < out.size(); ++k) {
        if constexpr (std::floating_point<Stored>)
            out[k] = static_cast<T>(little_endian<Stored>(from + k * sizeof(Stored)));
        else
            out[k] = static_cast<T>(Stored{two_bytes(from + k * sizeof(Stored))});
    }
}

/// Reads elements of a type's name as T.
template<std::floating_point T>
void read_safetensors_elements(std::string_view type, std::byte const* from, std::span<T> out, origin const& where) {
    if (type == "F32") return widen<float>(from, out);
    if (type == "F16") return widen<float16>(from, out);
    if (type == "BF16") return widen<bfloat16>(from, out);
    if constexpr (sizeof(T) == 8)
        if (type == "F64") return widen<double>(from, out);
    constexpr bool wide = sizeof(T) == 8;
    throw element_type_mismatch{where, "element type '" + std::string{type} + "'",
                                wide ? "'F64', 'F32', 'F16' or 'BF16'" : "'F32', 'F16' or 'BF16'",
                                wide ? "tensor.double()" : "tensor.float()"};
}

/// Whether the bytes can be used where they are, as numbers of T.
template<std::floating_point T>
bool stands_as(std::string_view type, std::byte const* from) noexcept {
    return std::endian::native == std::endian::little && type == (sizeof(T) == 8 ? "F64" : "F32") &&
           reinterpret_cast<std::uintptr_t>(from) % alignof(T) == 0;
}

}  // namespace constexplain::detail
