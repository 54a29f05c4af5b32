#pragma once
/// The forward product of one output channel that is left over when the others fill vector registers, which would
/// take a register of its own for each pixel.
#include <constexplain/kernel/window_vector.hpp>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

template<class T, linear_geometry G, class... Terms>
struct last_channel_vector {
    using P = packing<T, G>;
    using B = batch<T>;
    static constexpr auto const& W = G.over;
    static constexpr size_t V = lanes<T>;
    static constexpr size_t channel = G.out_channels - 1;
    /// Of one product that vanishes beside the image, where the weights lie as windows: of one group of channels.
    static constexpr bool wins = P::scatters && sizeof...(Terms) == 1 && !(... || Terms::by_channel) &&
                                 (... && Terms::vanishes_at_zero) && W.padding == padding_2d{} &&
                                 channel % (has_half_batches<T> ? V / 2 : V) == 0 && channel > 0;

    /// See `linear_vector::sweep`.
    template<class Init, class Store>
    [[gnu::noinline]] static void run(T const* x, T const* packed, Store const& store) {
        using window = window_vector<T, G>;
        using R = batch_of<T, 1>;
        R const bias = Init::weight(R(packed[P::weights + channel]));
        B weights[window::vectors];  // registers hold them, if there are enough
        for (size_t k = 0; k < window::vectors; ++k)
            weights[k] =
                (..., Terms::weight(B::load_aligned(packed + P::transposed + (channel * window::vectors + k) * V)));
        for (size_t oy = 0; oy < G.out_height; ++oy)
            for (size_t ox = 0; ox < G.out_width; ++ox) {
                B inputs[window::vectors];
                (..., window::template load<Terms>(x + (oy * W.stride.height * G.in_width + ox * W.stride.width) *
                                                           G.in_channels,
                                                   G.in_width, inputs));
                T const sum = window::sum(inputs, [&](size_t k) { return weights[k]; });
                store(R(sum) + bias, 0, oy, ox, channel, std::integral_constant<size_t, 1>{});
            }
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
