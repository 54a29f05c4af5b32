#pragma once
/// Which elements of a vector are not 0. NaN is not 0.
#include <constexplain/tensor/simd.hpp>

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace constexplain::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// A bit for each of them, that of the first being the lowest.
template<class T>
inline std::uint64_t bits_of_nonzero(batch<T> const& v) {
    auto const zero = v == batch<T>(T(0));
    // xsimd 8 has no masks.
#if defined(__AVX512F__)
    std::uint64_t const bits = static_cast<typename decltype(zero)::register_type>(zero);
#elif defined(__AVX__)
    std::uint64_t bits = 0;
    if constexpr (sizeof(T) == sizeof(float))
        bits = static_cast<unsigned>(_mm256_movemask_ps(zero));
    else
        bits = static_cast<unsigned>(_mm256_movemask_pd(zero));
#else
    std::uint64_t bits = 0;
    for (size_t k = 0; k < lanes<T>; ++k) bits |= std::uint64_t{zero.get(k)} << k;
#endif
    return ~bits & ((std::uint64_t{1} << lanes<T>)-1);
}

/// Whether `list_nonzero` needs no step for each element.
#if defined(__AVX__)
inline constexpr bool lists_nonzero = true;
#else
inline constexpr bool lists_nonzero = false;
#endif

/// The places of the bits of each number that has so many.
template<size_t Bits>
inline constexpr auto places_of_bits = [] {
    std::array<std::array<std::uint16_t, Bits>, size_t{1} << Bits> all{};
    for (size_t number = 0; number < all.size(); ++number)
        for (size_t bit = 0, found = 0; bit < Bits; ++bit)
            if (number >> bit & 1U) all[number][found++] = static_cast<std::uint16_t>(bit);
    return all;
}();

/// Writes to `list` which of the elements are not 0, in their order, each as `first` plus its number; `list` has room for all
/// of a vector's, and what is written behind means nothing. Returns how many there are.
template<class T>
inline size_t list_nonzero(batch<T> const& v, size_t first, std::uint16_t* list) {
    std::uint64_t const bits = bits_of_nonzero(v);
#if defined(__AVX512F__)
    if constexpr (lanes<T> == 16) {
        __m512i const numbers = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        __m512i const places = _mm512_add_epi32(numbers, _mm512_set1_epi32(static_cast<int>(first)));
        // Into the register that holds the places: a core waits for what another one held before, six cycles for each vector.
        __m256i const chosen =
            _mm512_cvtepi32_epi16(_mm512_mask_compress_epi32(places, static_cast<__mmask16>(bits), places));
        std::memcpy(list, &chosen, sizeof(chosen));
        return static_cast<size_t>(std::popcount(bits));
    }
#endif
    if constexpr (lanes<T> <= 8) {
        // Not in `list`, of which the places might be a part, for all that a compiler knows.
        auto places = places_of_bits<lanes<T>>[bits];
        for (auto& place : places) place = static_cast<std::uint16_t>(first + place);
        std::memcpy(list, places.data(), sizeof(places));
    }
    return static_cast<size_t>(std::popcount(bits));
}

}  // namespace constexplain::inline CONSTEXPLAIN_INSTRUCTION_SET
