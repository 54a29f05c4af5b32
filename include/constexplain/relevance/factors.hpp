#pragma once
/// Sums that are kept as factors of the relevance pass: what a linear layer stores, and what it absorbs of the quotients that the
/// layer above sends. `plan/factors.hpp` says where.
#include <constexplain/kernel/activation.hpp>
#include <constexplain/kernel/finish.hpp>
#include <constexplain/plan/factors.hpp>
#include <constexplain/relevance/quotient.hpp>

namespace constexplain::detail {

/// The activation, for the layer that reads it, and `Distance` scalars further on its quotient by the stabilised sum. `Quotient`
/// is the rule's `quotient_of`; where the activation is 0, its quotient is.
template<class Activation, class Quotient, std::ptrdiff_t Distance>
struct factor_beside {
    static constexpr std::ptrdiff_t distance = Distance;
    template<class V>
    static constexpr V apply(V z) {
        return kernels::function<Activation>::value(z);
    }
    template<class V>
    static constexpr V beside(V z) {
        V absorbed(0);
        return Quotient::template of_output<true>(kernels::positive_part(z), apply(z), absorbed);
    }
};

/// The same of `Count` vectors of channels, of whose last `Last` elements exist.
template<linear_geometry G, class Quotient, size_t Count, size_t Last, class T>
[[gnu::always_inline]] inline batch<T> absorbed_by_channels(T const* quotients, T const* bias) {
    using B = batch<T>;
    // So many pixels at once that the sums do not wait for one another.
    constexpr size_t V = lanes<T>, pixels = std::min(G.out_pixels(), 8 / Count);
    B sums[pixels * Count];
    for (B& sum : sums) sum = B(T(0));
    auto const add = [&](auto p) __attribute__((always_inline)) {
        meta::unroll<Count>([&](auto t) __attribute__((always_inline)) {
            constexpr size_t count = t + 1 < Count ? V : Last;
            B& sum = sums[p * Count + t];
            sum = sum + load_first<count>(quotients + p * G.out_channels + t * V);
        });
    };
    size_t pixel = 0;
    for (; pixel + pixels <= G.out_pixels(); pixel += pixels, quotients += pixels * G.out_channels)
        meta::unroll<pixels>(add);
    if constexpr (G.out_pixels() % pixels != 0)
        for (; pixel < G.out_pixels(); ++pixel, quotients += G.out_channels) add(std::integral_constant<size_t, 0>{});
    B absorbed(T(0));
    meta::unroll<Count>([&](auto t) __attribute__((always_inline)) {
        B sum = sums[t];
        for (size_t p = 1; p < pixels; ++p) sum = sum + sums[p * Count + t];
        absorbed = multiply_add(sum, Quotient::template of_bias<true>(B::load_aligned(bias + t * V)), absorbed);
    });
    return absorbed;
}
/// What quotients absorb that lie as the outputs do, of denominators that are not negative: the sum of the elements.
template<linear_geometry G, class Quotient, class T>
[[gnu::always_inline]] inline batch<T> absorbed_by_channel(T const* quotients, T const* bias) {
    constexpr size_t V = lanes<T>, vectors = (G.out_channels + V - 1) / V, at_once = 4;
    constexpr size_t whole = (vectors - 1) / at_once * at_once, last = G.out_channels - (vectors - 1) * V;
    batch<T> absorbed(T(0));
    for (size_t k = 0; k < whole * V; k += at_once * V)
        absorbed = absorbed + absorbed_by_channels<G, Quotient, at_once, V>(quotients + k, bias + k);
    return absorbed +
           absorbed_by_channels<G, Quotient, vectors - whole, last>(quotients + whole * V, bias + whole * V);
}

}  // namespace constexplain::detail
