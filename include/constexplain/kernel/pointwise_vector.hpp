#pragma once
/// Convolutions of single pixels over the inputs that are not 0: `shape/pointwise.hpp`.
///
/// Behind a rectifier about half of the inputs are 0, and so is the relevance of half of the outputs. A third is enough for
/// pixel by pixel to win over tiles of pixels.
#include <constexplain/kernel/packing.hpp>
#include <constexplain/kernel/share.hpp>
#include <constexplain/shape/pointwise.hpp>

#include <bit>
#include <cstdint>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// `Term` gives what an input and a weight are multiplied as; it vanishes where the input is 0.
template<class T, linear_geometry G, class Term>
struct pointwise_vector {
    using P = packing<T, G>;
    using B = batch<T>;
    static constexpr size_t V = lanes<T>;
    static constexpr size_t inputs = G.in_channels, vectors = P::row / V;

    /// Whether so many inputs are 0 that `run` pays: in a sample of the pixels.
    static bool pays(T const* x) {
        constexpr size_t sampled = 16, step = G.out_pixels() / sampled;
        size_t count = 0;
        for (size_t n = 0; n < sampled; ++n)
            count +=
                static_cast<size_t>(std::popcount(which(x + place(n * step / G.out_width, n * step % G.out_width))));
        return 3 * count < 2 * sampled * inputs;
    }

    /// See `linear_vector::sweep`; `scratch` as in `pointwise_of`, unless the term keeps the weights.
    template<class Init, class Store>
    [[gnu::noinline]] static void run(T const* x, T const* packed, Store const& store, T* scratch) {
        T const* const weights = weights_of<Term>(packed, inputs * P::row, scratch);
        B start[vectors];
        meta::unroll<vectors>([&](auto t) __attribute__((always_inline)) {
            start[t] = Init::weight(B::load_aligned(packed + P::weights + t * V));
        });
        for (size_t oy = 0; oy < G.out_height; ++oy)
            for (size_t ox = 0; ox < G.out_width; ++ox) {
                T const* const from = x + place(oy, ox);
                B sums[vectors];
                meta::unroll<vectors>([&](auto t) __attribute__((always_inline)) { sums[t] = start[t]; });
                for (std::uint64_t rest = which(from); rest != 0; rest &= rest - 1) {
                    auto const k = static_cast<size_t>(std::countr_zero(rest));
                    B const input(Term::input(from[k], k));
                    meta::unroll<vectors>([&](auto t) __attribute__((always_inline)) {
                        sums[t] = multiply_add(input, B::load_aligned(weights + k * P::row + t * V), sums[t]);
                    });
                }
                meta::unroll<vectors>([&](auto t) __attribute__((always_inline)) {
                    constexpr size_t existing = t + 1 < vectors ? V : G.out_channels - (vectors - 1) * V;
                    store(sums[t], 0, oy, ox, t * V, std::integral_constant<size_t, existing>{});
                });
            }
    }

private:
    static constexpr size_t place(size_t oy, size_t ox) {
        return (oy * G.over.stride.height * G.in_width + ox * G.over.stride.width) * inputs;
    }
    /// A bit for each of a pixel's inputs that is not 0.
    static std::uint64_t which(T const* from) {
        std::uint64_t bits = 0;
        for_each_vector<T, inputs>([&](auto count, size_t k) __attribute__((always_inline)) {
            bits |= bits_of_nonzero(load_first<count>(from + k)) << k;
        });
        return bits;
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
