#pragma once
/// Convolutions of stride 1 by Winograd's minimal filtering: `shape/winograd.hpp`.
///
/// Y = A' [(G g G') * (B' d B)] A for a patch d and a kernel g, summed over input channels before the last transform:
/// `winograd_transform.hpp`. The weights are transformed in each call: one copy of them serves every rule, and the cost is
/// that of a few tiles. Rounding: an output's error is at most a few eps times the sums of |x| |w| over its tile's patch,
/// not over its own window alone.
#include <constexplain/kernel/packing.hpp>
#include <constexplain/kernel/winograd_transform.hpp>
#include <constexplain/shape/winograd.hpp>

#include <algorithm>
#include <limits>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// `Term` gives what an input and a weight are multiplied as; beside the image it must vanish.
template<class T, linear_geometry G, winograd_patches Allowed, class Term>
struct winograd {
    using P = packing<T, G>;
    using B = batch<T>;
    static constexpr winograd_plan plan = winograd_of(G, lanes<T>, Allowed);
    static constexpr size_t V = lanes<T>;
    static constexpr size_t in = G.in_channels;
    static constexpr size_t row_vectors = P::row / V;

    /// See `linear_vector::sweep`; `scratch` as in `plan`.
    template<class Init, class Store>
    static void run(T const* x, T const* packed, Store const& store, T* scratch) {
        B const floor = least_sum(x);
        for_tiles(x, scratch,
                  [&](size_t first, size_t end) { multiply_tiles<Init>(packed, store, floor, first, end, scratch); });
    }
    /// The same with another product, `Other`, of the same inputs, which are transformed once. Not part of its callers, which
    /// would need its stack for all of their layers together.
    template<class Init, class Other, class OtherInit, class Store, class OtherStore>
    [[gnu::noinline]] static void run_both(T const* x, T const* packed, Store const& store,
                                           OtherStore const& other_store, T* scratch) {
        using other = winograd<T, G, Allowed, Other>;
        B const floor = least_sum(x), other_floor = other::least_sum(x);
        for_tiles(x, scratch, [&](size_t first, size_t end) {
            multiply_tiles<Init>(packed, store, floor, first, end, scratch);
            other::template multiply_tiles<OtherInit>(packed, other_store, other_floor, first, end, scratch);
        });
    }

private:
    template<class, linear_geometry, winograd_patches, class>
    friend struct winograd;

    template<class R>
    using transform_of = winograd_transform<R, plan.tile, G.over.kernel.height>;
    using transform = transform_of<B>;
    static constexpr size_t tile_side = plan.tile, patch = plan.patch, kernel_side = G.over.kernel.height;
    static constexpr size_t block_vectors = std::min(row_vectors, winograd_vectors);
    /// Vectors in blocks of `block_vectors` of which every element exists.
    static constexpr size_t whole = G.out_channels / V / block_vectors * block_vectors;

    /// Transforms as many patches as are kept together; then calls `multiply(first tile, end)`; and goes on.
    template<class Multiply>
    static void for_tiles(T const* x, T* scratch, Multiply const& multiply) {
        std::fill(scratch + plan.zeros, scratch + plan.inputs, T(0));
        for (size_t first = 0; first < plan.tiles; first += plan.kept_tiles()) {
            size_t const end = std::min(first + plan.kept_tiles(), plan.tiles);
            transform_inputs(x, first, round_up_to(end - first, plan.round), scratch);
            multiply(first, end);
        }
    }
    /// Not part of its callers: its stack is not needed beside that of the patches' transform.
    template<class Init, class Store>
    [[gnu::noinline]] static void multiply_tiles(T const* packed, Store const& store, B const& floor, size_t first,
                                                 size_t end, T* scratch) {
        for (size_t block = 0; block < whole; block += block_vectors)
            multiply_block<block_vectors, V, Init>(packed, store, floor, first, end, block, scratch);
        if constexpr (whole < row_vectors)
            multiply_block<row_vectors - whole, G.out_channels - (row_vectors - 1) * V, Init>(
                packed, store, floor, first, end, whole, scratch);
    }

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

    /// G g G' for `Count` vectors from number `block` on, as [point][input channel][vector], for `Inputs` input channels from
    /// number `from` on.
    template<size_t Inputs, size_t Count>
    static void transform_weights(T const* packed, size_t from, size_t block, T* scratch) {
        for (size_t i = 0; i < Inputs; ++i)
            for (size_t v = 0; v < Count; ++v)
                transform::kernel(
                    [&](size_t ky, size_t kx) __attribute__((always_inline)) {
                        return Term::weight(B::load_aligned(
                            packed + ((ky * kernel_side + kx) * in + from + i) * P::row + (block + v) * V));
                    },
                    [&](size_t k, size_t l, B const& point) __attribute__((always_inline)) {
                        point.store_aligned(scratch + (k * patch + l) * plan.weights_pitch + (i * Count + v) * V);
                    });
    }

    /// B' d B for `count` tiles from number `first` on, as [point][tile][input channel]. The last tile is repeated.
    static void transform_inputs(T const* x, size_t first, size_t count, T* scratch) {
        for (size_t n = 0; n < count; ++n) {
            size_t const here = std::min(first + n, plan.tiles - 1);
            size_t const top = here / plan.across * tile_side, left = here % plan.across * tile_side;
            T* const to = scratch + plan.inputs + n * in;
            constexpr auto padding = G.over.padding;
            if (top >= padding.top && left >= padding.left && top - padding.top + patch <= G.in_height &&
                left - padding.left + patch <= G.in_width) {
                T const* from = x + ((top - padding.top) * G.in_width + left - padding.left) * in;
                transform_patch([=](size_t y, size_t k) { return from + (y * G.in_width + k) * in; }, to);
            } else {
                transform_patch(
                    [=](size_t y, size_t k) {
                        size_t const row = top + y, column = left + k;  // in the padded image
                        bool const inside = row >= padding.top && row < padding.top + G.in_height &&
                                            column >= padding.left && column < padding.left + G.in_width;
                        return inside ? x + ((row - padding.top) * G.in_width + column - padding.left) * in
                                      : scratch + plan.zeros;
                    },
                    to);
            }
        }
    }
    template<class From>
    [[gnu::always_inline]] static void transform_patch(From const& from, T* to) {
        for_each_vector<T, in>([&](auto count, size_t channel) __attribute__((always_inline)) {
            using R = batch_of<T, count>;
            transform_of<R>::inputs(
                [&](size_t y, size_t k) __attribute__((always_inline)) {
                    return R(Term::input(load_first_of<count, R>(from(y, k) + channel), channel));
                },
                [&](size_t y, size_t k, R const& point) __attribute__((always_inline)) {
                    store_first<count>(point, to + (y * patch + k) * plan.inputs_pitch + channel);
                });
        });
    }

    /// `Count` vectors of outputs from number `block` on, of whose last `Last` elements exist, for tiles `first` to `end`.
    template<size_t Count, size_t Last, class Init, class Store>
    static void multiply_block(T const* packed, Store const& store, B const& floor, size_t first, size_t end,
                               size_t block, T* scratch) {
        T const* const inputs = scratch + plan.inputs;
        constexpr size_t of_a_round = plan.points() * plan.round * Count * V;
        B start[Count];
        for (size_t t = 0; t < Count; ++t)
            start[t] = Init::weight(B::load_aligned(packed + P::weights + (block + t) * V));
        auto const gather_round = [&](size_t tile, T const* sums) {
            for (size_t n = 0; n < std::min(plan.round, end - tile); ++n)
                [&]<size_t... t>(std::index_sequence<t...>) __attribute__((always_inline)) {
                    (gather(start[t], floor, store, tile + n, sums + (n * Count + t) * V, plan.round * Count * V,
                            (block + t) * V, std::integral_constant<size_t, t + 1 < Count ? V : Last>{}),
                     ...);
                }(std::make_index_sequence<Count>{});
        };
        if constexpr (plan.chunks == 1) {
            transform_weights<in, Count>(packed, 0, block, scratch);
            for (size_t tile = first; tile < end; tile += plan.round) {
                multiply_rounds<in, Count, true>(inputs + (tile - first) * in, scratch, scratch + plan.sums, 1);
                gather_round(tile, scratch + plan.sums);
            }
        } else {
            constexpr size_t at_once = plan.inputs_at_once, last = in - (plan.chunks - 1) * at_once;
            auto const add_chunk = [&]<size_t Inputs, bool IsFirst>(std::integral_constant<size_t, Inputs>,
                                                                    std::bool_constant<IsFirst>, size_t from) {
                transform_weights<Inputs, Count>(packed, from, block, scratch);
                multiply_rounds<Inputs, Count, IsFirst>(inputs + from, scratch, scratch + plan.sums,
                                                        (end - first + plan.round - 1) / plan.round);
            };
            add_chunk(std::integral_constant<size_t, at_once>{}, std::true_type{}, 0);
            for (size_t chunk = 1; chunk + 1 < plan.chunks; ++chunk)
                add_chunk(std::integral_constant<size_t, at_once>{}, std::false_type{}, chunk * at_once);
            add_chunk(std::integral_constant<size_t, last>{}, std::false_type{}, (plan.chunks - 1) * at_once);
            T const* sums = scratch + plan.sums;
            for (size_t tile = first; tile < end; tile += plan.round, sums += of_a_round) gather_round(tile, sums);
        }
    }
    /// The sums of so many rounds, each as [point][tile][vector], over `Inputs` input channels; added to what is there, if not
    /// the first. All rounds take a point's weights one after the other.
    template<size_t Inputs, size_t Count, bool IsFirst>
    static void multiply_rounds(T const* inputs, T const* weights, T* to, size_t rounds) {
        // As many tiles as registers hold, in parts of about one size.
        constexpr size_t room = (vector_registers - 2 - Count) / Count;
        constexpr size_t parts = (plan.round + room - 1) / room;
        constexpr size_t small = plan.round / parts, large_parts = plan.round % parts;
        constexpr size_t of_a_point = plan.round * Count * V, of_a_round = plan.points() * of_a_point;
        for (size_t point = 0; point < plan.points(); ++point) {
            T const* from = inputs + point * plan.inputs_pitch;
            T* sums = to + point * of_a_point;
            for (size_t round = 0; round < rounds; ++round, from += plan.round * in, sums += of_a_round) {
                size_t n = 0;
                if constexpr (large_parts > 0)
                    for (; n < large_parts * (small + 1); n += small + 1)
                        multiply<Inputs, small + 1, Count, IsFirst>(from + n * in, weights, sums + n * Count * V);
                for (; n < plan.round; n += small)
                    multiply<Inputs, small, Count, IsFirst>(from + n * in, weights, sums + n * Count * V);
            }
            weights += plan.weights_pitch;
        }
    }

    /// to[tile][vector] = over the input channels, inputs[tile] times weights.
    template<size_t Inputs, size_t Tiles, size_t Count, bool IsFirst>
    [[gnu::always_inline]] static void multiply(T const* inputs, T const* weights, T* to) {
        B sums[Tiles * Count];
#pragma GCC unroll 32
        for (size_t k = 0; k < Tiles * Count; ++k) sums[k] = IsFirst ? B(T(0)) : B::load_aligned(to + k * V);
        for (size_t i = 0; i < Inputs; ++i) {
            B w[Count];
#pragma GCC unroll 8
            for (size_t t = 0; t < Count; ++t) {
                w[t] = B::load_aligned(weights + (i * Count + t) * V);
                keep_in_register(w[t]);
            }
            // A pack: a loop costs 3 %.
            [&]<size_t... k>(std::index_sequence<k...>) __attribute__((always_inline)) {
                ((sums[k] = multiply_add(B(inputs[k / Count * in + i]), w[k % Count], sums[k])), ...);
            }(std::make_index_sequence<Tiles * Count>{});
        }
#pragma GCC unroll 32
        for (size_t k = 0; k < Tiles * Count; ++k) sums[k].store_aligned(to + k * V);
    }

    /// A' m A for one tile and vector, whose points lie `pitch` apart; stores what lies inside the image.
    template<class Store, class Existing>
    [[gnu::always_inline]] static void gather(B const& start, B const& floor, Store const& store, size_t tile,
                                              T const* sums, size_t pitch, size_t channel, Existing existing) {
        size_t const top = tile / plan.across * tile_side, left = tile % plan.across * tile_side;
        transform::outputs([&](size_t y, size_t k) __attribute__((
                               always_inline)) { return B::load_aligned(sums + (y * patch + k) * pitch); },
                           [&](size_t y, size_t k, B const& sum) __attribute__((always_inline)) {
                               if (top + y < G.out_height && left + k < G.out_width)
                                   store(start + (Term::never_negative ? xsimd::max(sum, floor) : sum), 0, top + y,
                                         left + k, channel, existing);
                           });
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
