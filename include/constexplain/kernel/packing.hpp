#pragma once
/// The order of a linear layer's parameters in memory, made once when a model is bound.
///
/// Weights: [group][tap row][tap column][input channel][output channel], the last axis padded with zeros to whole
/// vectors; depthwise: [tap row][tap column][channel]. Biases: [group][output channel], padded likewise. The
/// forward pass adds rows, the transposed pass takes dot products with the same rows: one copy serves both.
#include <constexplain/shape/geometry.hpp>
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
    static constexpr size_t total = weights + biases;

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
    }

private:
    static constexpr size_t at_a_time = 16;
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
