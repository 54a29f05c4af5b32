#pragma once
/// The products of one output with its window, on vectors that run over each row of taps: where the weights lie as windows, as
/// `shape/scatter.hpp` says.
#include <constexplain/kernel/packing.hpp>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

template<class T, linear_geometry G>
struct window_vector {
    using B = batch<T>;
    static constexpr auto const& W = G.over;
    static constexpr size_t V = lanes<T>;
    static constexpr size_t row_vectors = packing<T, G>::scattered.row / V;
    static constexpr size_t vectors = W.kernel.height * row_vectors;

    /// What `Term` makes of the inputs of a window that begins at `from`; rows of the image have `pitch` pixels.
    template<class Term>
    [[gnu::always_inline]] static void load(T const* from, size_t pitch, B* window) {
        meta::unroll<vectors>([&](auto k) __attribute__((always_inline)) {
            constexpr size_t row = k / row_vectors, at = k % row_vectors * V;
            constexpr size_t taps = W.kernel.width * G.in_channels - at;
            window[k] = Term::input(
                load_first<(taps < V ? taps : V)>(from + row * W.dilation.height * pitch * G.in_channels + at), 0);
        });
    }
    /// The sum of its products with `weight(k)`, the vectors of an output's weights.
    template<class Weight>
    [[gnu::always_inline]] static T sum(B const* window, Weight const& weight) {
        constexpr size_t chains = vectors < 4 ? vectors : 4;
        B sums[chains];
        meta::unroll<vectors>([&](auto k) __attribute__((always_inline)) {
            if constexpr (k < chains)
                sums[k] = window[k] * weight(k);
            else
                sums[k % chains] = multiply_add(window[k], weight(k), sums[k % chains]);
        });
        for (size_t k = 1; k < chains; ++k) sums[0] = sums[0] + sums[k];
        return sum_of(sums[0]);
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
