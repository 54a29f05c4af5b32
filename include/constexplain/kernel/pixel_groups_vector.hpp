#pragma once
/// Convolutions whose vectors hold the channels of several pixels: `shape/pixel_groups.hpp`.
///
/// An input is spread over the lanes of all pixels of a group that read it by the same tap: once for each column, for all rows
/// of kernels and outputs. Outputs of a tile of rows stay in registers; where there are registers enough, so do the weights
/// of one tap column. Columns of zeros, as beside a digit or an image, are left out.
#include <constexplain/kernel/packing.hpp>
#include <constexplain/kernel/taps.hpp>
#include <constexplain/shape/pixel_groups.hpp>
#include <constexplain/tensor/nonzero.hpp>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// `Term` gives what an input and a weight are multiplied as; it vanishes where the input is 0.
template<class T, linear_geometry G, bool SkipsZeros, class Term>
struct pixel_groups_vector {
    using P = packing<T, G>;
    using B = batch<T>;
    static constexpr pixel_groups_plan plan = pixel_groups_of(G, lanes<T>);
    static constexpr size_t V = lanes<T>;
    static constexpr size_t in = G.in_channels, out = G.out_channels;

    /// See `linear_vector::sweep`; `scratch` as in `plan`. A store of an element past a pixel's channels is one of the pixels
    /// beside it.
    template<class Init, class Store>
    [[gnu::noinline]] static void run(T const* x, T const* packed, Store const& store, T* scratch) {
        for (size_t k = 0; k < taps * in; ++k) repeat<Term>(packed + k * P::row, scratch + k * spread);
        repeat<Init>(packed + P::weights, scratch + taps * in * spread);
        in_tiles<G.out_height, tile_rows>(0, [&](auto rows, size_t oy) __attribute__((always_inline)) {
            columns holds_some;  // not 0
            size_t ready = 0;
            for (size_t ox = 0; ox < G.out_width; ox += plan.pixels) {
                // The last group may share pixels with the one before.
                size_t const first = std::min(ox, G.out_width - plan.pixels);
                for (; ready < first + G.over.kernel.width; ++ready)
                    holds_some[ready] =
                        spread_column<rows + G.over.kernel.height - 1>(x, oy, ready, scratch + plan.image);
                multiply_tile<rows>(scratch, store, oy, first, holds_some);
            }
        });
    }

private:
    using columns = std::array<bool, plan.columns>;
    static constexpr size_t vectors = plan.vectors, spread = vectors * V, taps = G.taps();
    static constexpr size_t kernel_rows = G.over.kernel.height, kernel_columns = G.over.kernel.width;
    /// Whether registers hold the weights of a tap column beside enough sums.
    static constexpr bool holds_weights = vector_registers >= (kernel_rows + 1 + fewest_group_rows) * vectors + 2;
    static constexpr size_t tile_rows =
        std::min((vector_registers - 2) / vectors - 1 - (holds_weights ? kernel_rows : 0), most_group_rows);

    /// One row of weights for each pixel, one behind the other.
    template<class Map>
    static void repeat(T const* row, T* to) {
        for (size_t n = 0; n < plan.pixels; ++n)
            for (size_t k = 0; k < P::row; k += V)
                if (n * out + k < spread) B(Map::weight(B::load_aligned(row + k))).store_unaligned(to + n * out + k);
    }

    /// The inputs of a column of the padded image, as [row][channel][lanes of the group]; whether any is to be multiplied.
    template<size_t Rows>
    static bool spread_column(T const* x, size_t oy, size_t column, T* image) {
        constexpr auto padding = G.over.padding;
        T* to = image + column * (Rows * in * spread);
        B sizes(T(0));
        for (size_t row = oy; row < oy + Rows; ++row)
            for (size_t channel = 0; channel < in; ++channel, to += spread) {
                auto const input = [&](size_t n) __attribute__((always_inline)) {
                    size_t const at = column + n;
                    if constexpr (padding != padding_2d{})
                        if (row < padding.top || row >= padding.top + G.in_height || at < padding.left ||
                            at >= padding.left + G.in_width)
                            return B(T(0));
                    return B(x[((row - padding.top) * G.in_width + at - padding.left) * in + channel]);
                };
                meta::unroll<vectors>([&](auto v) __attribute__((always_inline)) {
                    constexpr size_t begin = v * V / out, last = std::min((v * V + V - 1) / out, plan.pixels - 1);
                    B all = input(begin);
                    meta::unroll<last - begin>([&](auto n) __attribute__((always_inline)) {
                        constexpr size_t pixel = begin + n + 1;
                        all = xsimd::select(B::load_aligned(pixel_of_lane.data() + v * V) >= B(T(pixel)),
                                            input(pixel), all);
                    });
                    if constexpr (SkipsZeros) sizes = sizes + xsimd::abs(all);
                    B(Term::input(all, 0)).store_aligned(to + v * V);
                });
            }
        return !SkipsZeros || bits_of_nonzero(sizes) != 0;
    }
    alignas(64) static constexpr auto pixel_of_lane = [] {
        std::array<T, spread> all{};
        for (size_t k = 0; k < spread; ++k) all[k] = static_cast<T>(k / out);
        return all;
    }();

    /// The outputs of one group in each of `Rows` rows.
    template<size_t Rows, class Store>
    [[gnu::always_inline]] static void multiply_tile(T const* scratch, Store const& store, size_t oy, size_t ox,
                                                     [[maybe_unused]] columns const& holds_some) {
        constexpr size_t image_rows = Rows + kernel_rows - 1;
        B sums[Rows * vectors];
        meta::unroll<Rows * vectors>([&](auto k) __attribute__((always_inline)) {
            sums[k] = B::load_aligned(scratch + taps * in * spread + k % vectors * V);
        });
        for (size_t kx = 0; kx < kernel_columns; ++kx) {
            if constexpr (SkipsZeros)
                if (!holds_some[ox + kx]) continue;
            for (size_t channel = 0; channel < in; ++channel) {
                T const* const weights = scratch + (kx * in + channel) * spread;
                T const* const inputs = scratch + plan.image + ((ox + kx) * image_rows * in + channel) * spread;
                B w[kernel_rows * vectors];
                meta::unroll<kernel_rows * vectors>([&](auto k) __attribute__((always_inline)) {
                    w[k] = B::load_aligned(weights + k / vectors * (kernel_columns * in * spread) + k % vectors * V);
                    if constexpr (holds_weights) keep_in_register(w[k]);
                });
                meta::unroll<image_rows>([&](auto row) __attribute__((always_inline)) {
                    B input[vectors];
                    meta::unroll<vectors>([&](auto v) __attribute__((always_inline)) {
                        input[v] = B::load_aligned(inputs + row * (in * spread) + v * V);
                        if constexpr (holds_weights) keep_in_register(input[v]);
                    });
                    meta::unroll<kernel_rows>([&](auto ky) __attribute__((always_inline)) {
                        if constexpr (row >= ky && row - ky < Rows)
                            meta::unroll<vectors>([&](auto v) __attribute__((always_inline)) {
                                B& sum = sums[(row - ky) * vectors + v];
                                sum = multiply_add(input[v], w[ky * vectors + v], sum);
                            });
                    });
                });
            }
        }
        meta::unroll<Rows>([&](auto row) __attribute__((always_inline)) {
            meta::unroll<vectors>([&](auto v) __attribute__((always_inline)) {
                constexpr size_t existing = std::min(V, plan.pixels * out - v * V);
                store(sums[row * vectors + v], 0, oy + row, ox, v * V, std::integral_constant<size_t, existing>{});
            });
        });
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
