#pragma once
/// Transposition of as many vectors as one has elements.
#include <constexplain/tensor/simd.hpp>

#include <bit>

namespace constexplain {

namespace detail {

/// The first or the second half of a[0], b[0], a[1], b[1], ...
template<bool Second, class T, size_t... K>
inline batch<T> zip(batch<T> const& a, batch<T> const& b, std::index_sequence<K...>) {
    constexpr size_t half = Second ? lanes<T> / 2 : 0;
    return __builtin_shufflevector(a.data, b.data, (K % 2 * lanes<T> + K / 2 + half)...);
}

}  // namespace detail

/// Element k of row i becomes element i of row k. Each of the rounds turns the bits of an element's place, row before column,
/// by one. Of fewer rows than a vector has elements, row i holds several groups of as many elements as there are rows: element
/// k of group g becomes element i groups + g of row k.
template<class T, size_t Count = lanes<T>>
[[gnu::always_inline]] inline void transpose_vectors(batch<T>* rows) {
    static_assert(std::has_single_bit(Count) && Count <= lanes<T>);
    using every = std::make_index_sequence<lanes<T>>;
    if constexpr (Count > 1)
        meta::unroll<std::bit_width(lanes<T>) - 1>([&](auto) __attribute__((always_inline)) {
            batch<T> next[Count];
            meta::unroll<Count / 2>([&](auto k) __attribute__((always_inline)) {
                next[2 * k] = detail::zip<false, T>(rows[k], rows[k + Count / 2], every{});
                next[2 * k + 1] = detail::zip<true, T>(rows[k], rows[k + Count / 2], every{});
            });
            meta::unroll<Count>([&](auto k) __attribute__((always_inline)) { rows[k] = next[k]; });
        });
}

}  // namespace constexplain
