#pragma once
/// Forward products of a linear layer on vector registers.
///
/// Vectors run over output channels; a tile of pixels times vectors stays in registers, so that each weight vector is read once
/// for the tile's pixels. Where another form wins, that one.
#include <constexplain/kernel/finish.hpp>
#include <constexplain/kernel/last_channel_vector.hpp>
#include <constexplain/kernel/packing.hpp>
#include <constexplain/kernel/pixel_groups_vector.hpp>
#include <constexplain/kernel/pointwise_vector.hpp>
#include <constexplain/kernel/share.hpp>
#include <constexplain/kernel/taps.hpp>
#include <constexplain/kernel/winograd.hpp>

/// Of a register tile's function. g++ takes the constants that the store behind a loop needs out of all loops, and where a tile
/// leaves no register of 16 for them, keeps a sum in memory throughout: not across a function of its own.
#if defined(__GNUC__) && !defined(__clang__) && !defined(__AVX512F__) && !defined(__aarch64__)
#define CONSTEXPLAIN_TILE [[gnu::noinline]]
#else
#define CONSTEXPLAIN_TILE
#endif

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// `Allowed`: Winograd's forms, where they win. `SkipsZeros`: may leave out inputs that are 0.
template<class T, linear_geometry G, winograd_patches Allowed, bool SkipsZeros>
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

    /// The forward product `Term`, and beside it the sums of `Others`, of the same inputs, as quotients: where `can_be_joint`, or
    /// `can_share_products` for two, one for each sign of the input. `scratch` as Winograd's forms need it.
    template<class Init, class Finish, class Term, class OtherInit, class OtherFinish, class... Others>
    static void forward_both(T const* x, T const* packed, T* y, T* quotients, T* scratch) {
        using other_output = output<OtherFinish, true>;
        output<Finish, false> const store{y};
        other_output const other_store{quotients};
        if constexpr (sizeof...(Others) > 1) {
            sweep_lines<start_of_both<Init, OtherInit>, Others...>(
                x, packed, output_of_both<output<Finish, false>, other_output>{store, other_store});
        } else if constexpr (by_winograd<Term>) {
            winograd<T, G, Allowed, Term>::template run_both<Init, Others..., OtherInit>(x, packed, store,
                                                                                         other_store, scratch);
        } else {
            static_assert(SkipsZeros && pointwise_of(G, V).can_be_joint);
            if (pointwise_vector<T, G>::run_both(x, packed,
                                                 pointwise_product<Init, Term, output<Finish, false>>{store},
                                                 pointwise_product<OtherInit, Others..., other_output>{other_store}))
                return;
            sweep_lines<Init, Term>(x, packed, store);
            sweep_lines<OtherInit, Others...>(x, packed, other_store);
        }
    }

    /// Forward products, each sum to `store(sum, group, row, column, first channel in the group, how many exist)`, the last
    /// a constant. Blocks of vectors that all exist share their code.
    template<class Init, class... Terms, class Store>
    static void sweep(T const* x, T const* packed, Store const& store, [[maybe_unused]] T* scratch) {
        if constexpr (by_winograd<Terms...>) {
            winograd<T, G, Allowed, Terms...>::template run<Init>(x, packed, store, scratch);
        } else if constexpr (by_pixel_groups<Store, Terms...>) {
            pixel_groups_vector<T, G, SkipsZeros, Terms...>::template run<Init>(x, packed, store, scratch);
        } else {
            if constexpr (may_skip<Terms...>)
                if (pointwise_vector<T, G>::run(x, packed, pointwise_product<Init, Terms..., Store>{store}, scratch))
                    return;
            sweep_lines<Init, Terms...>(x, packed, store);
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
        winograd_of(G, V, Allowed).wins && sizeof...(Terms) == 1 && !(... || Terms::by_channel) &&
        ((... && Terms::vanishes_at_zero) || W.padding == padding_2d{});
    /// Whether the layer itself stores its outputs, so that those of neighbouring pixels are neighbours in memory.
    template<class Store>
    static constexpr bool pixels_adjoin = [] {
        if constexpr (requires { Store::pixels_adjoin; })
            return Store::pixels_adjoin;
        else
            return false;
    }();
    template<class Store, class... Terms>
    static constexpr bool by_pixel_groups =
        pixels_adjoin<Store> && pixel_groups_of(G, V).wins && sizeof...(Terms) == 1 &&
        (... && Terms::vanishes_at_zero) && !(... || Terms::by_channel);
    template<class... Terms>
    static constexpr bool may_skip =
        SkipsZeros && pointwise_of(G, V).can_skip && sizeof...(Terms) == 1 && (... && Terms::vanishes_at_zero);

    /// Not part of its callers, whose other loops would take its registers.
    template<class Init, class... Terms, class Store>
    [[gnu::noinline]] static void sweep_lines(T const* x, T const* packed, Store const& store) {
        using last_one = last_channel_vector<T, G, Terms...>;
        constexpr bool in_whole = in_whole_vectors<Store>;
        constexpr size_t channels = G.group_out() - (last_one::wins && pixels_adjoin<Store> ? 1 : 0);
        constexpr size_t whole = channels / V / tile_vectors * tile_vectors;
        constexpr size_t rest = (channels - whole * V + V - 1) / V, last = channels % V == 0 ? V : channels % V;
        // What is loaded again as a whole vector is not stored as two halves.
        constexpr bool in_halves = has_half_batches<T> && rest > 0 && rest <= 2 && 2 * last <= V && !in_whole;
        auto const line = [&](auto axis, size_t group, size_t at) {
            for (size_t first = 0; first < whole; first += tile_vectors)
                forward_line<axis, B, tile_vectors, V, Init, Terms...>(x, packed, store, group, at, first * V);
            if constexpr (in_halves)
                forward_line<axis, half_batch<T>, 2 * rest - 1, last, Init, Terms...>(x, packed, store, group, at,
                                                                                      whole * V);
            else if constexpr (rest > 0)
                forward_line<axis, B, rest, last, Init, Terms...>(x, packed, store, group, at, whole * V);
        };
        for (size_t group = 0; group < G.groups; ++group) {
            for (size_t oy = 0; oy < G.out_height; ++oy) line(axis_constant<axis::row>{}, group, oy);
            if constexpr (has_columns) {
                for (size_t ox = 0; ox < inner.begin; ++ox) line(axis_constant<axis::column>{}, group, ox);
                for (size_t ox = inner.end; ox < G.out_width; ++ox) line(axis_constant<axis::column>{}, group, ox);
            }
        }
        if constexpr (channels < G.group_out()) last_one::template run<Init>(x, packed, store);
    }

    /// A layer's output, or the numbers that become quotients.
    template<class Finish, bool Quotients>
    struct output {
        static constexpr bool in_whole_vectors = Quotients && Q.padded, pixels_adjoin = !in_whole_vectors;
        T* y;
        template<class R, size_t Count>
        [[gnu::always_inline]] void operator()(R const& sum, size_t group, size_t oy, size_t ox, size_t out,
                                               std::integral_constant<size_t, Count>) const {
            if constexpr (!Quotients)
                finish_first<Finish, Count>(sum, y + (oy * G.out_width + ox) * G.out_channels +
                                                     group * G.group_out() + out);
            else if constexpr (Q.padded)
                store_whole(R(Finish::apply(sum)), y + Q.at(oy, ox) + group * P::row + out);
            else
                store_first<Count>(R(Finish::apply(sum)), y + Q.at(oy, ox) + out);
        }
    };

    // ---- outputs, and denominators beside them ----------------------------------------------------------------

    /// Two sums of each output: of all its products, and of those of one sign. The former are multiply-adds, the latter need
    /// units that these leave idle.
    template<class Init, class OtherInit>
    struct start_of_both {
        using other = OtherInit;
        template<class R>
        static R weight(R const& bias) {
            return Init::weight(bias);
        }
    };
    template<class Init>
    static constexpr size_t sums_of_an_output = [] {
        if constexpr (requires { typename Init::other; })
            return size_t{2};
        else
            return size_t{1};
    }();
    template<class Store, class OtherStore>
    struct output_of_both {
        static constexpr bool in_whole_vectors = Store::in_whole_vectors || OtherStore::in_whole_vectors;
        static constexpr bool pixels_adjoin = false;
        Store store;
        OtherStore other;
    };

    // ---- forward -------------------------------------------------------------------------------------------

    // Accumulators + weights + one input must fit the registers: (2, 6) and (1, 8) of 16, (2, 12) of 32.
    static constexpr size_t usable = vector_registers - 3;
    static constexpr size_t tile_vectors =
        G.out_width == 1 ? (row_vectors < 8 ? row_vectors : 8) : (row_vectors < 2 ? row_vectors : 2);
    static constexpr size_t tile_pixels(size_t vectors, size_t sums = 1) {
        size_t const most = G.out_width == 1 ? 1 : vectors * sums == 1 ? usable - 4 : usable / (vectors * sums);
        return most < G.out_width ? most : G.out_width;
    }
    /// The taps of an output's window that lie inside, along one axis.
    static constexpr tap_range rows_inside(size_t oy) {
        return taps_inside(oy * W.stride.height, W.padding.top, W.dilation.height, W.kernel.height, G.in_height);
    }
    static constexpr tap_range columns_inside(size_t ox) {
        return taps_inside(ox * W.stride.width, W.padding.left, W.dilation.width, W.kernel.width, G.in_width);
    }
    // Whose windows lie inside along their axis.
    static constexpr tap_range inner =
        whole_windows(G.in_width, W.padding.left, W.dilation.width, W.kernel.width, W.stride.width, G.out_width);
    static constexpr tap_range inner_rows =
        whole_windows(G.in_height, W.padding.top, W.dilation.height, W.kernel.height, W.stride.height, G.out_height);
    /// Tiles are parts of rows. Beside them, where windows reach over the sides of the image, they are parts of columns,
    /// whose windows have the same taps inside.
    enum class axis { row, column };
    template<axis A>
    using axis_constant = std::integral_constant<axis, A>;
    static constexpr size_t column_pixels = 8 / tile_vectors;
    static constexpr bool has_columns =
        inner.count() < G.out_width && inner_rows.count() >= column_pixels && G.out_width > 1;

    /// How many sums each number of a small tile has, so that none waits for the one before it: four multiply-adds are under
    /// way at a time, eight where half vectors make two in a cycle.
    template<class R>
    static constexpr size_t chains(size_t tile) {
        constexpr size_t under_way = R::size < V || V < 16 ? 8 : 4;
        return tile < under_way ? under_way / tile : 1;
    }

    /// A row, or the part of a column between the first and last rows: `Count` registers R of output channels from `first` on, of
    /// whose last `Last` elements exist.
    template<axis A, class R, size_t Count, size_t Last, class Init, class... Terms, class Store>
    static void forward_line(T const* x, T const* packed, Store const& store, size_t group, size_t at, size_t first) {
        constexpr tap_range every_row{0, W.kernel.height}, every_column{0, W.kernel.width};
        auto const border = [&](size_t oy, size_t ox) {
            tap_range const ys = rows_inside(oy), xs = columns_inside(ox);
            // A window beside the image reads nothing, and no address is made for it.
            forward_tile<axis::row, R, 1, Count, Last, Init, Terms...>(x, packed, store, group, oy, ox, first,
                                                                       xs.count() > 0 ? ys : tap_range{0, 0}, xs);
        };
        if constexpr (A == axis::column) {
            tap_range const xs = columns_inside(at);
            tap_range const ys = xs.count() > 0 ? every_row : tap_range{0, 0};
            constexpr size_t whole = inner_rows.count() / column_pixels * column_pixels;
            for (size_t k = 0; k < whole; k += column_pixels)
                forward_tile<A, R, column_pixels, Count, Last, Init, Terms...>(
                    x, packed, store, group, inner_rows.begin + k, at, first, ys, xs);
            for (size_t oy = inner_rows.begin + whole; oy < inner_rows.end; ++oy) border(oy, at);
        } else {
            tap_range const ys = rows_inside(at);
            bool const has_border = !has_columns || at < inner_rows.begin || at >= inner_rows.end;
            if (has_border)
                for (size_t ox = 0; ox < inner.begin; ++ox) border(at, ox);
            if constexpr (inner.count() > 0)
                in_tiles<inner.count(), tile_pixels(Count, sums_of_an_output<Init>)>(
                    inner.begin, [&](auto pixels, size_t ox) __attribute__((always_inline)) {
                        forward_tile<A, R, pixels, Count, Last, Init, Terms...>(x, packed, store, group, at, ox,
                                                                                first, ys, every_column);
                    });
            if (has_border)
                for (size_t ox = inner.end; ox < G.out_width; ++ox) border(at, ox);
        }
    }

    template<axis A, class R, size_t Pixels, size_t Count, size_t Last, class Init, class... Terms, class Store>
    CONSTEXPLAIN_TILE static void forward_tile(T const* x, T const* packed, Store const& store, size_t group,
                                               size_t oy, size_t ox, size_t first, tap_range ys, tap_range xs) {
        T const* bias = packed + P::weights + group * P::row + first;
        constexpr size_t outputs = Pixels * Count, tile = sums_of_an_output<Init> * outputs;
        constexpr size_t at_a_time = chains<R>(tile);
        R sums[at_a_time * tile];
#pragma GCC unroll 8
        for (size_t t = 0; t < Count; ++t) {
            R const start = Init::weight(R::load_aligned(bias + t * R::size));
#pragma GCC unroll 32
            for (size_t p = 0; p < Pixels; ++p) sums[p * Count + t] = start;
            if constexpr (tile > outputs) {
                R const other = Init::other::weight(R::load_aligned(bias + t * R::size));
#pragma GCC unroll 32
                for (size_t p = 0; p < Pixels; ++p) sums[outputs + p * Count + t] = other;
            }
        }
#pragma GCC unroll 64
        for (size_t k = tile; k < at_a_time * tile; ++k) sums[k] = R(T(0));
        for (size_t ky = ys.begin; ky < ys.end; ++ky) {
            size_t const iy = oy * W.stride.height + ky * W.dilation.height - W.padding.top;
            T const* weight_row =
                packed + ((group * W.kernel.height + ky) * W.kernel.width) * G.group_in() * P::row + first;
            if constexpr (W.dilation.width == 1 && G.groups == 1 && !(... || Terms::by_channel)) {
                // Tap column and input channel are contiguous: one loop.
                multiply_run<A, Pixels, Count, tile, at_a_time, Terms...>(
                    x + (iy * G.in_width + ox * W.stride.width + xs.begin - W.padding.left) * G.in_channels,
                    weight_row + xs.begin * G.in_channels * P::row, 0, xs.count() * G.in_channels, sums);
            } else {
                for (size_t kx = xs.begin; kx < xs.end; ++kx) {
                    size_t const ix = ox * W.stride.width + kx * W.dilation.width - W.padding.left;
                    multiply_run<A, Pixels, Count, tile, at_a_time, Terms...>(
                        x + (iy * G.in_width + ix) * G.in_channels + group * G.group_in(),
                        weight_row + kx * G.group_in() * P::row, group * G.group_in(), G.group_in(), sums);
                }
            }
        }
#pragma GCC unroll 64
        for (size_t k = tile; k < at_a_time * tile; ++k) sums[k % tile] = sums[k % tile] + sums[k];
        auto const store_one = [&](size_t p, size_t t, auto existing) __attribute__((always_inline)) {
            size_t const y = A == axis::column ? oy + p : oy, column = A == axis::column ? ox : ox + p;
            if constexpr (tile > outputs) {
                store.store(sums[p * Count + t], group, y, column, first + t * R::size, existing);
                store.other(sums[outputs + p * Count + t], group, y, column, first + t * R::size, existing);
            } else {
                store(sums[p * Count + t], group, y, column, first + t * R::size, existing);
            }
        };
#pragma GCC unroll 32
        for (size_t p = 0; p < Pixels; ++p) {
#pragma GCC unroll 8
            for (size_t t = 0; t + 1 < Count; ++t) store_one(p, t, std::integral_constant<size_t, R::size>{});
            store_one(p, Count - 1, std::integral_constant<size_t, Last>{});
        }
    }

    /// `length` neighbouring inputs of each pixel times as many rows of weights, so many at a time with sums of their own.
    template<axis A, size_t Pixels, size_t Count, size_t Tile, size_t AtATime, class... Terms, class R>
    [[gnu::always_inline]] static void multiply_run(T const* from, T const* weights, [[maybe_unused]] size_t channel,
                                                    size_t length, R* sums) {
        // Counted down: of one that counts up to `length`, g++ 12 says that it might never end.
        size_t k = 0, left = length;
        if constexpr (AtATime > 1) {
            for (size_t whole = length / AtATime; whole > 0; --whole, k += AtATime) {
#pragma GCC unroll 8
                for (size_t c = 0; c < AtATime; ++c)
                    multiply<A, Pixels, Count, Tile, Terms...>(from + k + c, weights + (k + c) * P::row,
                                                               channel + k + c, sums + c * Tile);
            }
            left = length % AtATime;
        }
        for (; left > 0; --left, ++k) {
            forget_origin(from);
            multiply<A, Pixels, Count, Tile, Terms...>(from + k, weights + k * P::row, channel + k, sums);
        }
    }
    /// One input of each pixel times one row of weights.
    template<axis A, size_t Pixels, size_t Count, size_t Tile, class... Terms, class R>
    [[gnu::always_inline]] static void multiply(T const* from, T const* weights, [[maybe_unused]] size_t channel,
                                                R* sums) {
        R w[Count];
#pragma GCC unroll 8
        for (size_t t = 0; t < Count; ++t) {
            w[t] = R::load_aligned(weights + t * R::size);
            keep_in_register(w[t]);
        }
        constexpr size_t step = (A == axis::column ? W.stride.height * G.in_width : W.stride.width) * G.in_channels;
#pragma GCC unroll 32
        for (size_t p = 0; p < Pixels; ++p) {
            using pair = sign_pair<Terms...>;
            if constexpr (Tile > Pixels * Count)
                add_products<pair::of_products, Count>(R(from[p * step]), w, sums + Pixels * Count + p * Count,
                                                       sums + p * Count);
            else if constexpr (pair::of_products != 0 && Count <= 2)
                add_products<pair::of_products, Count>(R(from[p * step]), w, sums + p * Count);
            else
                (multiply<Terms, Count>(from[p * step], channel, w, sums + p * Count), ...);
        }
    }
    /// Two products, one for each sign of the input, of which one is 0: of few weights for an input, their product is less work
    /// than the input's parts are, and sums use other units. To `all` whatever its sign is.
    template<int Sign, size_t Count, class R, class... All>
    [[gnu::always_inline]] static void add_products(R const& input, R const* w, R* sums, All... all) {
#pragma GCC unroll 8
        for (size_t t = 0; t < Count; ++t) {
            ((all[t] = multiply_add(input, w[t], all[t])), ...);
            R const product = input * w[t];
            sums[t] = sums[t] + (Sign > 0 ? positive_part(product) : negative_part(product));
        }
    }
    /// What a term makes of the input, it makes on vectors: scalars would be spread out afterwards, which is more work than from
    /// memory.
    template<class Term, size_t Count, class R>
    [[gnu::always_inline]] static void multiply(T const& value, [[maybe_unused]] size_t channel, R const* w,
                                                R* sums) {
        R const f = [&]() __attribute__((always_inline)) {
            if constexpr (Term::by_channel)
                return R(Term::input(value, channel));
            else
                return R(Term::input(R(value), channel));
        }();
#pragma GCC unroll 8
        for (size_t t = 0; t < Count; ++t) sums[t] = multiply_add(f, Term::weight(w[t]), sums[t]);
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET

#undef CONSTEXPLAIN_TILE
