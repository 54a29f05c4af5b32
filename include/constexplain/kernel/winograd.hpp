#pragma once
/// Convolutions of 3 by 3 taps and stride 1 by Winograd's minimal filtering, F(2x2, 3x3): `shape/winograd.hpp`.
///
/// Y = A' [(G g G') * (B' d B)] A for a patch d and a kernel g, summed over input channels before the last transform. The
/// weights are transformed in each call, a block of output channels at a time: one copy of them serves every rule, and
/// the cost is that of a few tiles. Rounding: an output's error is at most a few eps times the sums of |x| |w| over
/// its tile's patch, not over its own window alone.
#include <constexplain/kernel/packing.hpp>
#include <constexplain/shape/winograd.hpp>

#include <algorithm>
#include <limits>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// `Term` gives what an input and a weight are multiplied as.
template<class T, linear_geometry G, class Term>
struct winograd {
    using P = packing<T, G>;
    using B = batch<T>;
    static constexpr winograd_plan plan = winograd_of(G, lanes<T>);
    static constexpr size_t V = lanes<T>;
    static constexpr size_t in = G.in_channels;
    static constexpr size_t row_vectors = P::row / V;

    /// See `linear_vector::sweep`; `scratch` as in `plan`.
    template<class Init, class Store>
    static void run(T const* x, T const* packed, Store const& store, T* scratch) {
        std::fill(scratch + plan.zeros, scratch + plan.inputs, T(0));
        B const floor = least_sum(x);
        constexpr size_t vectors_at_once = plan.channels_at_once / V;
        for (size_t first = 0; first < row_vectors; first += vectors_at_once) {
            size_t const end = std::min(first + vectors_at_once, row_vectors);
            transform_weights(packed, first, end, scratch);
            for (size_t tile = 0; tile < plan.tiles; tile += plan.at_once) {
                transform_inputs(x, tile, scratch);
                size_t block = first;
                for (; block + block_vectors <= std::min(end, whole); block += block_vectors)
                    multiply_block<block_vectors, V, Init>(packed, store, floor, tile, first, block, scratch);
                if constexpr (whole < row_vectors)
                    if (end == row_vectors)
                        multiply_block<row_vectors - whole, G.out_channels - (row_vectors - 1) * V, Init>(
                            packed, store, floor, tile, first, whole, scratch);
            }
        }
    }

private:
    static constexpr size_t block_vectors = row_vectors < winograd_vectors ? row_vectors : winograd_vectors;
    /// Vectors in blocks of `block_vectors` of which every element exists.
    static constexpr size_t whole = G.out_channels / V / block_vectors * block_vectors;

    /// A sum of products none of which is negative is not negative either, whatever rounding says.
    static B least_sum([[maybe_unused]] T const* x) {
        T least = -std::numeric_limits<T>::infinity();
        if constexpr (Term::never_negative) {
            B smallest(T(0));
            for_each_vector<T, G.in_count()>([&](auto count, size_t k) {
                smallest = xsimd::min(smallest, Term::input(load_first<count>(x + k), 0));
            });
            alignas(64) std::array<T, V> each;
            smallest.store_aligned(each.data());
            if (std::all_of(each.begin(), each.end(), [](T v) { return v >= T(0); })) least = T(0);
        }
        return B(least);
    }

    /// G g G' for vectors `first` to `end`, as [block][point][input channel][vectors of the block].
    static void transform_weights(T const* packed, size_t first, size_t end, T* scratch) {
        for (size_t v = first; v < end; ++v) {
            size_t const block = (v - first) / block_vectors * block_vectors;
            size_t const width = std::min(block_vectors, end - first - block) * V;
            T* const to = scratch + block * V * winograd_points * in + (v - first - block) * V;
            for (size_t i = 0; i < in; ++i) {
                both_axes<3, 4, filter>(
                    [&](size_t ky, size_t kx) __attribute__((always_inline)) {
                        return Term::weight(B::load_aligned(packed + ((ky * 3 + kx) * in + i) * P::row + v * V));
                    },
                    [&](size_t k, size_t l, B const& point)
                        __attribute__((always_inline)) { point.store_aligned(to + ((k * 4 + l) * in + i) * width); });
            }
        }
    }
    [[gnu::always_inline]] static void filter(B const* g, B* to) {
        B const half(T(0.5)), outer = half * (g[0] + g[2]), middle = half * g[1];
        to[0] = g[0];
        to[1] = outer + middle;
        to[2] = outer - middle;
        to[3] = g[2];
    }

    /// B' d B for the tiles from number `tile` on, as [point][tile][input channel]. Past the last tile it is repeated.
    static void transform_inputs(T const* x, size_t tile, T* scratch) {
        for (size_t n = 0; n < plan.at_once; ++n) {
            size_t const here = std::min(tile + n, plan.tiles - 1);
            size_t const top = here / plan.across * 2, left = here % plan.across * 2;
            T* const to = scratch + plan.inputs + n * in;
            constexpr auto padding = G.over.padding;
            if (top >= padding.top && left >= padding.left && top - padding.top + 4 <= G.in_height &&
                left - padding.left + 4 <= G.in_width) {
                T const* from = x + ((top - padding.top) * G.in_width + left - padding.left) * in;
                transform_patch([=](size_t y, size_t k) { return from + (y * G.in_width + k) * in; }, to);
            } else {
                std::array<T const*, winograd_points> from;
                for (size_t k = 0; k < winograd_points; ++k) {
                    size_t const y = top + k / 4, column = left + k % 4;  // in the padded image
                    bool const inside = y >= padding.top && y < padding.top + G.in_height && column >= padding.left &&
                                        column < padding.left + G.in_width;
                    from[k] = inside ? x + ((y - padding.top) * G.in_width + column - padding.left) * in
                                     : scratch + plan.zeros;
                }
                transform_patch([&](size_t y, size_t k) { return from[y * 4 + k]; }, to);
            }
        }
    }
    template<class From>
    [[gnu::always_inline]] static void transform_patch(From const& from, T* to) {
        for_each_vector<T, in>([&](auto count, size_t channel) __attribute__((always_inline)) {
            both_axes<4, 4, spread>(
                [&](size_t y, size_t k) __attribute__((always_inline)) {
                    return Term::input(load_first<count>(from(y, k) + channel), channel);
                },
                [&](size_t y, size_t k, B const& point) __attribute__((always_inline)) {
                    store_first<count>(point, to + (y * 4 + k) * plan.at_once * in + channel);
                });
        });
    }
    [[gnu::always_inline]] static void spread(B const* d, B* to) {
        to[0] = d[0] - d[2];
        to[1] = d[1] + d[2];
        to[2] = d[2] - d[1];
        to[3] = d[1] - d[3];
    }

    /// `Count` vectors of outputs from number `block` on, of whose last `Last` elements exist, for all tiles at once.
    template<size_t Count, size_t Last, class Init, class Store>
    static void multiply_block(T const* packed, Store const& store, B const& floor, size_t tile, size_t first,
                               size_t block, T* scratch) {
        T const* weights = scratch + (block - first) * V * winograd_points * in;
        T* const sums = scratch + plan.sums;
        // As many tiles as registers hold, in parts of about one size.
        constexpr size_t room = (vector_registers - 2 - Count) / Count;
        constexpr size_t parts = (plan.at_once + room - 1) / room;
        constexpr size_t small = plan.at_once / parts, large_parts = plan.at_once % parts;
        for (size_t point = 0; point < winograd_points; ++point, weights += in * Count * V) {
            T const* const inputs = scratch + plan.inputs + point * plan.at_once * in;
            T* const to = sums + point * plan.at_once * Count * V;
            size_t n = 0;
            if constexpr (large_parts > 0)
                for (; n < large_parts * (small + 1); n += small + 1)
                    multiply<small + 1, Count>(inputs + n * in, weights, to + n * Count * V);
            for (; n < plan.at_once; n += small) multiply<small, Count>(inputs + n * in, weights, to + n * Count * V);
        }
        T const* const bias = packed + P::weights + block * V;
        for (size_t n = 0; n < std::min(plan.at_once, plan.tiles - tile); ++n)
            meta::unroll<Count>([&](auto t) __attribute__((always_inline)) {
                constexpr size_t existing = t + 1 < Count ? V : Last;
                gather(Init::weight(B::load_aligned(bias + t * V)), floor, store, tile + n,
                       sums + (n * Count + t) * V, plan.at_once * Count * V, (block + t) * V,
                       std::integral_constant<size_t, existing>{});
            });
    }

    /// sums[tile][vector] = over all input channels, inputs[tile] times weights.
    template<size_t Tiles, size_t Count>
    [[gnu::always_inline]] static void multiply(T const* inputs, T const* weights, T* to) {
        B sums[Tiles * Count];
        meta::unroll<Tiles * Count>([&](auto k) __attribute__((always_inline)) { sums[k] = B(T(0)); });
        for (size_t i = 0; i < in; ++i) {
            B w[Count];
            meta::unroll<Count>([&](auto t) __attribute__((always_inline)) {
                w[t] = B::load_aligned(weights + (i * Count + t) * V);
                keep_in_register(w[t]);
            });
            meta::unroll<Tiles>([&](auto n) __attribute__((always_inline)) {
                B const input(inputs[n * in + i]);
                meta::unroll<Count>([&](auto t) __attribute__((always_inline)) {
                    sums[n * Count + t] = multiply_add(input, w[t], sums[n * Count + t]);
                });
            });
        }
        meta::unroll<Tiles * Count>([&](auto k)
                                        __attribute__((always_inline)) { sums[k].store_aligned(to + k * V); });
    }

    /// A' m A for one tile and vector, whose points lie `pitch` apart; stores what lies inside the image.
    template<class Store, class Existing>
    [[gnu::always_inline]] static void gather(B const& start, B const& floor, Store const& store, size_t tile,
                                              T const* sums, size_t pitch, size_t channel, Existing existing) {
        size_t const top = tile / plan.across * 2, left = tile % plan.across * 2;
        both_axes<4, 2, collect>([&](size_t y, size_t k) __attribute__((
                                     always_inline)) { return B::load_aligned(sums + (y * 4 + k) * pitch); },
                                 [&](size_t y, size_t k, B const& sum) __attribute__((always_inline)) {
                                     if (top + y < G.out_height && left + k < G.out_width)
                                         store(start + (Term::never_negative ? xsimd::max(sum, floor) : sum), 0,
                                               top + y, left + k, channel, existing);
                                 });
    }
    [[gnu::always_inline]] static void collect(B const* m, B* to) {
        to[0] = m[0] + m[1] + m[2];
        to[1] = m[1] - m[2] - m[3];
    }

    /// Columns, then rows of In x In numbers `load(row, column)` through `Axis`, which makes Out numbers of In.
    template<size_t In, size_t Out, auto Axis, class Load, class Store>
    [[gnu::always_inline]] static void both_axes(Load const& load, Store const& store) {
        B rows[Out][In];
        meta::unroll<In>([&](auto k) __attribute__((always_inline)) {
            B from[In], column[Out];
            meta::unroll<In>([&](auto y) __attribute__((always_inline)) { from[y] = load(y, k); });
            Axis(from, column);
            meta::unroll<Out>([&](auto y) __attribute__((always_inline)) { rows[y][k] = column[y]; });
        });
        meta::unroll<Out>([&](auto y) __attribute__((always_inline)) {
            B row[Out];
            Axis(rows[y], row);
            meta::unroll<Out>([&](auto k) __attribute__((always_inline)) { store(y, k, row[k]); });
        });
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
