#pragma once
/// Products of one output of a dense layer, on vector registers: where relevance starts from one class, no other row of the
/// weights is read.
#include <constexplain/kernel/packing.hpp>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

template<class T, linear_geometry G>
struct single_output {
    static_assert(G.is_dense() && G.samples == 1);
    using P = packing<T, G>;
    using B = batch<T>;

    /// The sum of products over inputs and terms.
    template<class... Terms>
    static T sum(T const* x, T const* packed, size_t output) {
        B total(T(0));
        for_each_vector<T, G.in_channels>([&](auto count, size_t k) {
            B const value = load_first<count>(x + k), w = weights<count>(packed, output, k);
            ((total = multiply_add(B(Terms::input(value, k)), existing<count>(Terms::weight(w)), total)), ...);
        });
        return sum_of(total);
    }
    /// r_i = sum over terms of f(x_i) g(w_i) s, s the quotient of the term's part.
    template<class... Terms>
    [[gnu::always_inline]] static void share(T const* x, T const* packed, size_t output, B const* quotients, T* r) {
        for_each_vector<T, G.in_channels>([&](auto count, size_t k) {
            B const value = load_first<count>(x + k), w = weights<count>(packed, output, k);
            B total(T(0));
            ((total = multiply_add(B(Terms::input(value, k)), B(quotients[Terms::part] * Terms::weight(w)), total)),
             ...);
            store_first<count>(total, r + k);
        });
    }

private:
    /// Of `Count` inputs from number `from` on.
    template<size_t Count>
    static B weights(T const* packed, size_t output, size_t from) {
        if constexpr (P::small_dense) {
            return B::load_unaligned(packed + P::transposed + output * P::transposed_row + from);
        } else {
            alignas(64) std::array<T, B::size> each{};
            for (size_t k = 0; k < Count; ++k) each[k] = packed[(from + k) * P::row + output];
            return B::load_aligned(each.data());
        }
    }
    /// With zeros past the last input, where what a term makes of them need not be 0.
    template<size_t Count>
    static B existing(B const& v) {
        if constexpr (Count == B::size) {
            return v;
        } else {
            alignas(64) std::array<T, B::size> each;
            v.store_aligned(each.data());
            return load_first<Count>(each.data());
        }
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
