#pragma once
/// The forward product of one output channel that is left over when the others fill vector registers, which would
/// take a register of its own for each pixel: its windows and its weights are neighbours in memory, row by row of
/// taps, so that vectors run over these.
#include <constexplain/kernel/packing.hpp>
#include <constexplain/kernel/share.hpp>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

template<class T, linear_geometry G, class... Terms>
struct last_channel_vector {
    using P = packing<T, G>;
    using B = batch<T>;
    static constexpr auto const& W = G.over;
    static constexpr size_t V = lanes<T>;
    static constexpr size_t channel = G.out_channels - 1;
    /// Of one product that vanishes beside the image, where the weights lie as windows: `shape/scatter.hpp`.
    static constexpr bool wins = P::scattered.wins && sizeof...(Terms) == 1 && !(... || Terms::by_channel) &&
                                 (... && Terms::vanishes_at_zero) && W.padding == padding_2d{} &&
                                 channel % (has_half_batches<T> ? V / 2 : V) == 0 && channel > 0;

    /// See `linear_vector::sweep`.
    template<class Init, class Store>
    [[gnu::noinline]] static void run(T const* x, T const* packed, Store const& store) {
        using R = batch_of<T, 1>;
        R const bias = Init::weight(R(packed[P::weights + channel]));
        B weights[vectors];
        for (size_t k = 0; k < vectors; ++k)
            weights[k] = (..., Terms::weight(B::load_aligned(packed + P::transposed + (channel * vectors + k) * V)));
        for (size_t oy = 0; oy < G.out_height; ++oy)
            for (size_t ox = 0; ox < G.out_width; ++ox) {
                T const* const window = x + (oy * W.stride.height * G.in_width + ox * W.stride.width) * G.in_channels;
                store(R(sum_over(window, weights)) + bias, 0, oy, ox, channel, std::integral_constant<size_t, 1>{});
            }
    }

private:
    static constexpr size_t row_vectors = P::scattered.row / V;
    static constexpr size_t vectors = W.kernel.height * row_vectors;

    [[gnu::always_inline]] static T sum_over(T const* window, B const* weights) {
        constexpr size_t chains = vectors < 4 ? vectors : 4;
        B sums[chains];
        meta::unroll<vectors>([&](auto k) __attribute__((always_inline)) {
            constexpr size_t row = k / row_vectors, at = k % row_vectors * V;
            constexpr size_t taps = W.kernel.width * G.in_channels - at;
            B const x = (..., Terms::input(load_first<(taps < V ? taps : V)>(
                                               window + row * W.dilation.height * G.in_width * G.in_channels + at),
                                           0));
            if constexpr (k < chains)
                sums[k] = x * weights[k];
            else
                sums[k % chains] = multiply_add(x, weights[k], sums[k % chains]);
        });
        for (size_t k = 1; k < chains; ++k) sums[0] = sums[0] + sums[k];
        return sum_of(sums[0]);
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
