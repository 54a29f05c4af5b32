#pragma once
/// Forward and transposed products of a linear layer on vector registers.
///
/// Forward: vectors run over output channels; a tile of pixels times vectors stays in registers, so that each
/// weight vector is read once for the tile's pixels; where it wins, Winograd's form. Transposed: where the weights are kept turned, the forward product of
/// the turned convolution; else the same weight rows in dot products with the quotients, a tile of pixels times input
/// channels in registers.
#include <constexplain/kernel/packing.hpp>
#include <constexplain/kernel/share.hpp>
#include <constexplain/kernel/taps.hpp>
#include <constexplain/kernel/winograd.hpp>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// `Fast`: by Winograd's form where it wins.
template<class T, linear_geometry G, bool Fast>
struct linear_vector {
    using P = packing<T, G>;
    using B = batch<T>;
    static constexpr auto const& W = G.over;
    static constexpr size_t V = lanes<T>;
    static constexpr size_t row_vectors = P::row / V;

    /// See `linear_scalar::forward`; `scratch` as `winograd_of` says.
    template<class Init, class Finish, bool Quotients, class... Terms>
    static void forward(T const* x, T const* packed, T* y, T* scratch) {
        sweep<Init, Terms...>(x, packed, output<Finish, Quotients>{y}, scratch);
    }

    /// Forward products, each sum to `store(sum, group, row, column, first channel in the group, how many exist)`, the last
    /// a constant. Blocks of vectors that all exist share their code.
    template<class Init, class... Terms, class Store>
    static void sweep(T const* x, T const* packed, Store const& store, [[maybe_unused]] T* scratch) {
        if constexpr (by_winograd<Terms...>)
            winograd<T, G, Terms...>::template run<Init>(x, packed, store, scratch);
        else
            sweep_rows<Init, Terms...>(x, packed, store);
    }

    /// See `linear_scalar::transposed`; `scratch` as `winograd_of` says of the turned convolution.
    template<class... Terms>
    static void transposed(T const* x, T const* packed, T const* quotients, size_t part_size, T* r,
                           [[maybe_unused]] T* scratch) {
        if constexpr (P::turned) {
            for_each_term<Terms...>([&]<class Term>(std::type_identity<Term>, bool is_first) {
                turned_term<Term>(x, packed, quotients + Term::part * part_size, r, is_first, scratch);
            });
        } else {
            for (size_t group = 0; group < G.groups; ++group)
                for (size_t iy = 0; iy < G.in_height; ++iy)
                    meta::for_each_index<phases>([&](auto phase) {
                        transposed_row<phase, Terms...>(x, packed, quotients, part_size, r, group, iy);
                    });
        }
    }

private:
    static constexpr quotient_layout Q = quotients_of(G, V);

    template<class Store>
    static constexpr bool in_whole_vectors = [] {
        if constexpr (requires { Store::in_whole_vectors; })
            return Store::in_whole_vectors;
        else
            return false;
    }();

    template<class... Terms>
    static constexpr bool by_winograd =
        Fast && winograd_of(G, V).wins && sizeof...(Terms) == 1 && !(... || Terms::by_channel);

    template<class Init, class... Terms, class Store>
    static void sweep_rows(T const* x, T const* packed, Store const& store) {
        for (size_t group = 0; group < G.groups; ++group)
            for (size_t oy = 0; oy < G.out_height; ++oy) {
                constexpr size_t whole = G.group_out() / V / tile_vectors * tile_vectors;
                constexpr size_t last = G.group_out() - (row_vectors - 1) * V;
                // What is loaded again as a whole vector is not stored as two halves.
                using rest = std::conditional_t<has_half_batches<T> && row_vectors - whole == 1 && 2 * last <= V &&
                                                    !in_whole_vectors<Store>,
                                                half_batch<T>, B>;
                for (size_t first = 0; first < whole; first += tile_vectors)
                    forward_row<B, tile_vectors, V, Init, Terms...>(x, packed, store, group, oy, first);
                if constexpr (whole < row_vectors)
                    forward_row<rest, row_vectors - whole, last, Init, Terms...>(x, packed, store, group, oy, whole);
            }
    }

    /// A layer's output, or the numbers that become quotients.
    template<class Finish, bool Quotients>
    struct output {
        static constexpr bool in_whole_vectors = Quotients && Q.padded;
        T* y;
        template<class R, size_t Count>
        [[gnu::always_inline]] void operator()(R const& sum, size_t group, size_t oy, size_t ox, size_t out,
                                               std::integral_constant<size_t, Count>) const {
            R const value = Finish::apply(sum);
            if constexpr (!Quotients)
                store_first<Count>(value, y + (oy * G.out_width + ox) * G.out_channels + group * G.group_out() + out);
            else if constexpr (Q.padded)
                store_whole(value, y + Q.at(oy, ox) + group * P::row + out);
            else
                store_first<Count>(value, y + Q.at(oy, ox) + out);
        }
    };

    // ---- transposed, with turned kernels -------------------------------------------------------------------

    struct no_start {
        template<class R>
        static R weight(R const&) {
            return R(T(0));
        }
    };
    template<class Term>
    struct turned_weight {
        static constexpr bool by_channel = false, never_negative = Term::never_negative;
        template<class V>
        static V input(V quotient, size_t) {
            return quotient;
        }
        template<class V>
        static V weight(V const& w) {
            return Term::weight(w);
        }
    };
    template<class Term>
    static void turned_term(T const* x, T const* packed, T const* quotients, T* r, bool is_first, T* scratch) {
        meta::for_each_index<W.stride.height * W.stride.width>([&](auto index) {
            constexpr extent_2d phase{index / W.stride.width, index % W.stride.width};
            constexpr linear_geometry turned = turned_convolution(G, phase);
            auto const place = [=](size_t y, size_t column) {
                return ((phase.height + y * W.stride.height) * G.in_width + phase.width + column * W.stride.width) *
                       G.in_channels;
            };
            if constexpr (turned.out_pixels() == 0) {
                // The image ends before this phase begins.
            } else if constexpr (turned.taps() == 0) {
                if (is_first)
                    for (size_t y = 0; y < turned.out_height; ++y)
                        for (size_t column = 0; column < turned.out_width; ++column)
                            for (size_t k = 0; k < G.in_channels; ++k) r[place(y, column) + k] = T(0);
            } else {
                linear_vector<T, turned, Fast>::template sweep<no_start, turned_weight<Term>>(
                    quotients, packed + P::transposed_of(phase),
                    [=]<class R, size_t Count>(R const& sum, size_t, size_t y, size_t column, size_t in,
                                               std::integral_constant<size_t, Count>) __attribute__((always_inline)) {
                        size_t const at = place(y, column) + in;
                        give_share<Term, Count>(x + at, in, sum, is_first, r + at);
                    },
                    scratch);
            }
        });
    }

    // ---- forward -------------------------------------------------------------------------------------------

    // Accumulators + weights + one input must fit the registers: (2, 6) and (1, 8) of 16, (2, 12) of 32.
    static constexpr size_t usable = vector_registers - 3;
    static constexpr size_t tile_vectors =
        G.out_width == 1 ? (row_vectors < 8 ? row_vectors : 8) : (row_vectors < 2 ? row_vectors : 2);
    static constexpr size_t tile_pixels = [] {
        size_t const most = G.out_width == 1 ? 1 : tile_vectors == 1 ? usable - 4 : usable / 2;
        return most < G.out_width ? most : G.out_width;
    }();
    static constexpr tap_range inner =
        whole_windows(G.in_width, W.padding.left, W.dilation.width, W.kernel.width, W.stride.width, G.out_width);

    /// `Count` vectors from number `first` on, of whose last `Last` elements exist, in registers R.
    template<class R, size_t Count, size_t Last, class Init, class... Terms, class Store>
    static void forward_row(T const* x, T const* packed, Store const& store, size_t group, size_t oy, size_t first) {
        auto const ys =
            taps_inside(oy * W.stride.height, W.padding.top, W.dilation.height, W.kernel.height, G.in_height);
        auto const border = [&](size_t ox) {
            auto const xs =
                taps_inside(ox * W.stride.width, W.padding.left, W.dilation.width, W.kernel.width, G.in_width);
            // A window beside the image reads nothing, and no address is made for it.
            tap_range const rows = xs.count() > 0 ? ys : tap_range{0, 0};
            forward_tile<R, 1, Count, Last, Init, Terms...>(x, packed, store, group, oy, ox, first, rows, xs);
        };
        for (size_t ox = 0; ox < inner.begin; ++ox) border(ox);
        constexpr tap_range every{0, W.kernel.width};
        if constexpr (inner.count() > 0) {
            // Balanced tiles: an overlapping or short last tile would waste up to a third of a row.
            constexpr size_t tiles = (inner.count() + tile_pixels - 1) / tile_pixels;
            constexpr size_t small = inner.count() / tiles, large_tiles = inner.count() % tiles;
            size_t ox = inner.begin;
            if constexpr (large_tiles > 0)
                for (size_t k = 0; k < large_tiles; ++k, ox += small + 1)
                    forward_tile<R, small + 1, Count, Last, Init, Terms...>(x, packed, store, group, oy, ox, first,
                                                                            ys, every);
            for (size_t k = large_tiles; k < tiles; ++k, ox += small)
                forward_tile<R, small, Count, Last, Init, Terms...>(x, packed, store, group, oy, ox, first, ys,
                                                                    every);
        }
        for (size_t ox = inner.end; ox < G.out_width; ++ox) border(ox);
    }

    template<class R, size_t Pixels, size_t Count, size_t Last, class Init, class... Terms, class Store>
    static void forward_tile(T const* x, T const* packed, Store const& store, size_t group, size_t oy, size_t ox,
                             size_t first, tap_range ys, tap_range xs) {
        T const* bias = packed + P::weights + group * P::row + first * V;
        R sums[Pixels * Count];
        meta::unroll<Count>([&](auto t) __attribute__((always_inline)) {
            R const start = Init::weight(R::load_aligned(bias + t * V));
            meta::unroll<Pixels>([&](auto p) __attribute__((always_inline)) { sums[p * Count + t] = start; });
        });
        for (size_t ky = ys.begin; ky < ys.end; ++ky) {
            size_t const iy = oy * W.stride.height + ky * W.dilation.height - W.padding.top;
            T const* weight_row =
                packed + ((group * W.kernel.height + ky) * W.kernel.width) * G.group_in() * P::row + first * V;
            if constexpr (W.dilation.width == 1 && G.groups == 1 && !(... || Terms::by_channel)) {
                // Tap column and input channel are contiguous: one loop.
                T const* from =
                    x + (iy * G.in_width + ox * W.stride.width + xs.begin - W.padding.left) * G.in_channels;
                T const* weights = weight_row + xs.begin * G.in_channels * P::row;
                size_t const length = xs.count() * G.in_channels;
                for (size_t k = 0; k < length; ++k)
                    multiply<Pixels, Count, Terms...>(from + k, weights + k * P::row, 0, sums);
            } else {
                for (size_t kx = xs.begin; kx < xs.end; ++kx) {
                    size_t const ix = ox * W.stride.width + kx * W.dilation.width - W.padding.left;
                    T const* from = x + (iy * G.in_width + ix) * G.in_channels + group * G.group_in();
                    T const* weights = weight_row + kx * G.group_in() * P::row;
                    for (size_t i = 0; i < G.group_in(); ++i)
                        multiply<Pixels, Count, Terms...>(from + i, weights + i * P::row, group * G.group_in() + i,
                                                          sums);
                }
            }
        }
        meta::unroll<Pixels>([&](auto p) __attribute__((always_inline)) {
            meta::unroll<Count>([&](auto t) __attribute__((always_inline)) {
                store(sums[p * Count + t], group, oy, ox + p, (first + t) * V,
                      std::integral_constant<size_t, t + 1 < Count ? V : Last>{});
            });
        });
    }

    /// One input of each pixel times one row of weights.
    template<size_t Pixels, size_t Count, class... Terms, class R>
    [[gnu::always_inline]] static void multiply(T const* from, T const* weights, [[maybe_unused]] size_t channel,
                                                R* sums) {
        R w[Count];
        meta::unroll<Count>([&](auto t) __attribute__((always_inline)) {
            w[t] = R::load_aligned(weights + t * V);
            keep_in_register(w[t]);
        });
        meta::unroll<Pixels>([&](auto p) __attribute__((always_inline)) {
            T const value = from[p * W.stride.width * G.in_channels];
            (
                [&]() __attribute__((always_inline)) {
                    R const f(Terms::input(value, channel));
                    meta::unroll<Count>([&](auto t) __attribute__((always_inline)) {
                        sums[p * Count + t] = multiply_add(f, Terms::weight(w[t]), sums[p * Count + t]);
                    });
                }(),
                ...);
        });
    }

    // ---- transposed ----------------------------------------------------------------------------------------

    // Input pixels of one phase (column modulo the stride) read neighbouring output pixels for each tap.
    static constexpr size_t phases = (W.stride.width < G.in_width) ? W.stride.width : G.in_width;
    static constexpr size_t phase_width(size_t phase) {
        return (G.in_width - phase + W.stride.width - 1) / W.stride.width;
    }
    /// Tap kx of an input pixel in this phase reads output column q + shift, if divisible.
    static constexpr bool tap_meets(size_t phase, size_t kx) {
        return (phase + W.padding.left + (W.stride.width - 1) * kx * W.dilation.width) % W.stride.width == 0;
    }
    static constexpr std::ptrdiff_t shift(size_t phase, size_t kx) {
        return (static_cast<std::ptrdiff_t>(phase + W.padding.left) -
                static_cast<std::ptrdiff_t>(kx * W.dilation.width)) /
               static_cast<std::ptrdiff_t>(W.stride.width);
    }
    /// The pixels of a phase whose every meeting tap reads inside the output.
    static constexpr tap_range inner_of(size_t phase) {
        std::ptrdiff_t begin = 0;
        auto end = static_cast<std::ptrdiff_t>(phase_width(phase));
        for (size_t kx = 0; kx < W.kernel.width; ++kx) {
            if (!tap_meets(phase, kx)) continue;
            std::ptrdiff_t const low = -shift(phase, kx);
            std::ptrdiff_t const high = static_cast<std::ptrdiff_t>(G.out_width) - shift(phase, kx);
            begin = begin < low ? low : begin;
            end = end > high ? high : end;
        }
        if (end < begin) return {0, 0};
        return {static_cast<size_t>(begin), static_cast<size_t>(end)};
    }

    template<size_t Phase, class... Terms>
    static void transposed_row(T const* x, T const* packed, T const* quotients, size_t part_size, T* r, size_t group,
                               size_t iy) {
        constexpr size_t terms = sizeof...(Terms);
        constexpr size_t channels = G.group_in() < 2 ? 1 : 2;
        constexpr size_t room = (vector_registers - 4) / (channels * terms);
        constexpr size_t pixels = room < 1 ? 1 : room > 6 ? 6 : room;
        constexpr size_t width = phase_width(Phase);
        constexpr tap_range whole = inner_of(Phase);
        auto const sweep = [&]<size_t Pixels, bool Inside>(std::integral_constant<size_t, Pixels>,
                                                           std::bool_constant<Inside>, size_t q) {
            size_t i = 0;
            for (; i + channels <= G.group_in(); i += channels)
                transposed_tile<Phase, Pixels, channels, Inside, Terms...>(x, packed, quotients, part_size, r, group,
                                                                           iy, q, i);
            if constexpr (G.group_in() % channels != 0)
                transposed_tile<Phase, Pixels, 1, Inside, Terms...>(x, packed, quotients, part_size, r, group, iy, q,
                                                                    i);
        };
        constexpr std::integral_constant<size_t, 1> one{};
        for (size_t q = 0; q < whole.begin; ++q) sweep(one, std::false_type{}, q);
        if constexpr (whole.count() > 0) {
            constexpr size_t tiles = (whole.count() + pixels - 1) / pixels;
            constexpr size_t small = whole.count() / tiles, large_tiles = whole.count() % tiles;
            size_t q = whole.begin;
            if constexpr (large_tiles > 0)
                for (size_t k = 0; k < large_tiles; ++k, q += small + 1)
                    sweep(std::integral_constant<size_t, small + 1>{}, std::true_type{}, q);
            for (size_t k = large_tiles; k < tiles; ++k, q += small)
                sweep(std::integral_constant<size_t, small>{}, std::true_type{}, q);
        }
        for (size_t q = whole.end; q < width; ++q) sweep(one, std::false_type{}, q);
    }

    template<size_t Phase, size_t Pixels, size_t Channels, bool Inside, class... Terms>
    static void transposed_tile(T const* x, T const* packed, T const* quotients, size_t part_size, T* r, size_t group,
                                size_t iy, size_t q, size_t i) {
        B sums[sizeof...(Terms) * Pixels * Channels];
        meta::unroll<sizeof...(Terms) * Pixels * Channels>([&](auto k)
                                                               __attribute__((always_inline)) { sums[k] = B(T(0)); });
        for (size_t ky = 0; ky < W.kernel.height; ++ky) {
            size_t const reach = iy + W.padding.top, back = ky * W.dilation.height;
            if (reach < back || (reach - back) % W.stride.height != 0) continue;
            size_t const oy = (reach - back) / W.stride.height;
            if (oy >= G.out_height) continue;
            meta::unroll<W.kernel.width>([&](auto kx) __attribute__((always_inline)) {
                if constexpr (tap_meets(Phase, kx)) {
                    auto const ox = static_cast<std::ptrdiff_t>(q) + shift(Phase, kx);
                    if (!Inside && (ox < 0 || ox >= static_cast<std::ptrdiff_t>(G.out_width))) return;
                    T const* s = quotients + (oy * G.out_width + static_cast<size_t>(ox)) * P::pixel + group * P::row;
                    T const* w = packed + P::place(group, ky, kx, i, 0);
                    for (size_t v = 0; v < row_vectors; ++v)
                        multiply_transposed<Pixels, Channels, Terms...>(s + v * V, w + v * V, part_size, sums);
                }
            });
        }
        meta::unroll<Pixels>([&](auto p) __attribute__((always_inline)) {
            meta::unroll<Channels>([&](auto c) __attribute__((always_inline)) {
                size_t const channel = group * G.group_in() + i + c;
                size_t const at = (iy * G.in_width + Phase + (q + p) * W.stride.width) * G.in_channels + channel;
                T const value = x[at];
                r[at] = [&]<size_t... Term>(std::index_sequence<Term...>) __attribute__((always_inline)) {
                    return (... + (Terms::input(value, channel) * sum_of(sums[(Term * Pixels + p) * Channels + c])));
                }(std::index_sequence_for<Terms...>{});
            });
        });
    }

    template<size_t Pixels, size_t Channels, class... Terms>
    [[gnu::always_inline]] static void multiply_transposed(T const* s, T const* weights, size_t part_size, B* sums) {
        B w[Channels];
        meta::unroll<Channels>([&](auto c) __attribute__((always_inline)) {
            w[c] = B::load_aligned(weights + c * P::row);
            keep_in_register<T>(w[c]);
        });
        [&]<size_t... Term>(std::index_sequence<Term...>) __attribute__((always_inline)) {
            (multiply_term<Pixels, Channels, Term, Terms>(s + Terms::part * part_size, w, sums), ...);
        }(std::index_sequence_for<Terms...>{});
    }
    template<size_t Pixels, size_t Channels, size_t Place, class Term>
    [[gnu::always_inline]] static void multiply_term(T const* s, B const* w, B* sums) {
        meta::unroll<Pixels>([&](auto p) __attribute__((always_inline)) {
            B const quotient = B::load_aligned(s + p * P::pixel);
            meta::unroll<Channels>([&](auto c) __attribute__((always_inline)) {
                B& sum = sums[(Place * Pixels + p) * Channels + c];
                sum = multiply_add(Term::weight(w[c]), quotient, sum);
            });
        });
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
