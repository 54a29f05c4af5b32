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
                B sums[vectors], others[vectors];
                meta::unroll<vectors>([&](auto t) __attribute__((always_inline)) {
                    sums[t] = start[t];
                    others[t] = B(T(0));
                });
                auto const add = [&](T const* value, size_t k, B* to) __attribute__((always_inline)) {
                    B const input(Term::input(*value, k));
                    meta::unroll<vectors>([&](auto t) __attribute__((always_inline)) {
                        to[t] = multiply_add(input, B::load_aligned(weights + k * P::row + t * V), to[t]);
                    });
                };
                for (std::uint64_t rest = which(from); rest != 0; rest &= rest - 1) {
                    auto const k = static_cast<size_t>(std::countr_zero(rest));
                    add(from + k, k, sums);
                    if constexpr (by_two) {
                        // Not a branch on whether their number is odd, which nobody could foresee.
                        rest &= rest - 1;
                        size_t const next = rest != 0 ? static_cast<size_t>(std::countr_zero(rest)) : k;
                        add(rest != 0 ? from + next : &nothing, next, others);
                    }
                }
                meta::unroll<vectors>([&](auto t) __attribute__((always_inline)) {
                    constexpr size_t existing = t + 1 < vectors ? V : G.out_channels - (vectors - 1) * V;
                    store(by_two ? sums[t] + others[t] : sums[t], 0, oy, ox, t * V,
                          std::integral_constant<size_t, existing>{});
                });
            }
    }

    /// The same with another product of the same inputs, `Other`; `scratch` as it needs it. Its sums do not wait for the
    /// first ones, so that one input at a time is enough.
    template<class Init, class Other, class OtherInit, class Store, class OtherStore>
    [[gnu::noinline]] static void run_both(T const* x, T const* packed, Store const& store,
                                           OtherStore const& other_store, T* scratch) {
        T const* const other_weights = weights_of<Other>(packed, inputs * P::row, scratch);
        T const* const bias = packed + P::weights;
        for (size_t oy = 0; oy < G.out_height; ++oy)
            for (size_t ox = 0; ox < G.out_width; ++ox) {
                T const* const from = x + place(oy, ox);
                B sums[vectors], others[vectors];
                meta::unroll<vectors>([&](auto t) __attribute__((always_inline)) {
                    sums[t] = Init::weight(B::load_aligned(bias + t * V));
                    others[t] = OtherInit::weight(B::load_aligned(bias + t * V));
                });
                for (std::uint64_t rest = which(from); rest != 0; rest &= rest - 1) {
                    auto const k = static_cast<size_t>(std::countr_zero(rest));
                    B const input(from[k]);
                    meta::unroll<vectors>([&](auto t) __attribute__((always_inline)) {
                        size_t const at = k * P::row + t * V;
                        sums[t] = multiply_add(input, B::load_aligned(packed + at), sums[t]);
                        others[t] = multiply_add(input, B::load_aligned(other_weights + at), others[t]);
                    });
                }
                meta::unroll<vectors>([&](auto t) __attribute__((always_inline)) {
                    constexpr size_t count = t + 1 < vectors ? V : G.out_channels - (vectors - 1) * V;
                    constexpr std::integral_constant<size_t, count> existing{};
                    store(sums[t], 0, oy, ox, t * V, existing);
                    other_store(others[t], 0, oy, ox, t * V, existing);
                });
            }
    }

private:
    /// Two inputs at a time, each with sums of its own: few sums would wait for their last multiply-add.
    static constexpr bool by_two = vectors < 8 && 2 * vectors + 4 <= vector_registers;
    static constexpr T nothing = T(0);
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
