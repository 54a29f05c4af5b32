#pragma once
/// The order of a linear layer's parameters in memory, made once when a model is bound.
///
/// Weights: [group][tap row][tap column][input channel][output channel], the last axis padded with zeros to whole
/// vectors; depthwise: [tap row][tap column][channel]. Biases: [group][output channel], padded likewise. The
/// forward pass adds rows, the transposed pass takes dot products with the same rows: one copy serves both. Where adding
/// rows is the faster of the two and a second copy is small, the weights lie transposed behind the biases too: of a dense
/// layer [output][input]; of a convolution, by its `transposed_form`, with turned taps, for each phase of the stride [tap
/// row][tap column][output][input], or [output][tap row][tap column, input].
#include <constexplain/shape/transposed.hpp>
#include <constexplain/tensor/simd.hpp>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

struct nothing_to_do {
    constexpr void operator()(size_t) const {}
};

/// Sizes and places of the packed parameters of `G` in scalars `T`.
template<class T, linear_geometry G>
struct packing {
    static constexpr size_t width = lanes<T>;

    static constexpr bool depthwise = G.is_depthwise();
    /// The padded output channels of one group (of all, where depthwise).
    static constexpr size_t row = round_up_to(depthwise ? G.out_channels : G.group_out(), width);
    /// The scalars of one output pixel in padded buffers.
    static constexpr size_t pixel = depthwise ? row : G.groups * row;
    static constexpr size_t weights = depthwise ? G.taps() * row : G.groups * G.taps() * G.group_in() * row;
    static constexpr size_t biases = pixel;
    static constexpr bool turned = transposed_form_of(G, width) == transposed_form::turned;
    static constexpr bool scatters = transposed_form_of(G, width) == transposed_form::scattered;
    static constexpr scatter_plan scattered = scatter_of(G, width);
    static constexpr bool small_dense = G.is_dense() && keeps_transposed(G, width);
    static constexpr size_t transposed = weights + biases;
    static constexpr size_t transposed_row = round_up_to(G.in_channels, width);
    /// With the turned convolution's biases, which are 0.
    static constexpr size_t total =
        transposed + (turned || small_dense ? (G.taps() * G.out_channels + 1) * transposed_row
                      : scatters            ? scattered.weight_count
                                            : 0);

    /// The place of a weight; `in` and `out` count within the group.
    static constexpr size_t place(size_t group, size_t ky, size_t kx, size_t in, size_t out) {
        if constexpr (depthwise)
            return (ky * G.over.kernel.width + kx) * row + group;
        else
            return (((group * G.over.kernel.height + ky) * G.over.kernel.width + kx) * G.group_in() + in) * row + out;
    }
    /// The place of output channel `out` of a group among the biases and in a padded output pixel.
    static constexpr size_t place(size_t group, size_t out) { return depthwise ? group : group * row + out; }

    /// Packs weights [out][in / groups][h][w] and biases [out]. `order` is the order of the inputs in memory: a
    /// dense layer behind a flattened image permutes its rows here, once. `done(count)` hears how many weights, from
    /// the first, will not be read again.
    ///
    /// A few outputs at a time: they share cache lines here, and each of them is read from its first weight to its last.
    template<class Done = nothing_to_do>
    static constexpr void pack(T const* weight, [[maybe_unused]] T const* bias, memory_order order, T* packed,
                               Done const& done = {}) {
        for (size_t k = 0; k < total; ++k) packed[k] = T(0);
        size_t const inputs = G.group_in(), weights_of_output = inputs * G.taps();
        for (size_t begin = 0; begin < G.out_channels; begin += at_a_time) {
            size_t const end = begin + at_a_time < G.out_channels ? begin + at_a_time : G.out_channels;
            for (size_t i = 0; i < inputs; ++i) {
                size_t const in = G.taps() == 1 && G.in_height * G.in_width == 1 ? order.place_of(i) : i;
                for (size_t ky = 0; ky < G.over.kernel.height; ++ky)
                    for (size_t kx = 0; kx < G.over.kernel.width; ++kx) {
                        size_t const from = (i * G.over.kernel.height + ky) * G.over.kernel.width + kx;
                        for (size_t o = begin; o < end; ++o)
                            packed[place(o / G.group_out(), ky, kx, in, o % G.group_out())] =
                                weight[o * weights_of_output + from];
                    }
            }
            done(end * weights_of_output);
        }
        // Not a test for null: g++ 12 takes the address of a temporary for no constant expression there.
        if constexpr (G.has_bias)
            for (size_t o = 0; o < G.out_channels; ++o)
                packed[weights + place(o / G.group_out(), o % G.group_out())] = bias[o];
        transpose(packed);
    }

    /// Fills in the transposed weights; the others are in their places, and the rest is 0.
    static constexpr void transpose([[maybe_unused]] T* packed) {
        if constexpr (turned || small_dense) {
            T* to = packed + transposed;
            auto const stride = G.over.stride;
            for (size_t phase = 0; phase < stride.height * stride.width; ++phase) {
                size_t const y = phase / stride.width, x = phase % stride.width;
                for_each_turned_tap(turned_rows(G, y).taps, stride.height, (y + G.over.padding.top), [&](size_t ky) {
                    for_each_turned_tap(turned_columns(G, x).taps, stride.width, (x + G.over.padding.left),
                                        [&](size_t kx) {
                                            for (size_t o = 0; o < G.out_channels; ++o, to += transposed_row)
                                                for (size_t i = 0; i < G.in_channels; ++i)
                                                    to[i] = packed[place(0, ky, kx, i, o)];
                                        });
                });
            }
        } else if constexpr (scatters) {
            T* to = packed + transposed;
            auto const kernel = G.over.kernel;
            for (size_t o = 0; o < G.out_channels; ++o)
                for (size_t ky = 0; ky < kernel.height; ++ky, to += scattered.row)
                    for (size_t kx = 0; kx < kernel.width; ++kx)
                        for (size_t i = 0; i < G.in_channels; ++i)
                            to[kx * G.in_channels + i] = packed[place(0, ky, kx, i, o)];
        }
    }
    /// The place of a phase's transposed weights.
    static constexpr size_t transposed_of(extent_2d phase) {
        size_t taps = 0;
        for (size_t y = 0; y < G.over.stride.height; ++y)
            for (size_t x = 0; x < G.over.stride.width; ++x)
                if (y < phase.height || (y == phase.height && x < phase.width))
                    taps += turned_rows(G, y).taps * turned_columns(G, x).taps;
        return transposed + taps * G.out_channels * transposed_row;
    }

private:
    template<class F>
    static constexpr void for_each_turned_tap(size_t taps, size_t stride, size_t offset, F const& f) {
        for (size_t k = taps; k-- > 0;) f(offset % stride + k * stride);
    }

    static constexpr size_t at_a_time = 16;
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
