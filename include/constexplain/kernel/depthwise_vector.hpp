#pragma once
/// Depthwise convolution on vector registers: vectors run over channels, and a tile of neighbouring pixels shares the
/// inputs and weights of each row of taps.
#include <constexplain/kernel/finish.hpp>
#include <constexplain/kernel/packing.hpp>
#include <constexplain/kernel/share.hpp>
#include <constexplain/kernel/taps.hpp>

#include <array>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

template<class T, linear_geometry G>
struct depthwise_vector {
    using P = packing<T, G>;
    static constexpr auto const& W = G.over;
    static constexpr size_t channels = G.in_channels;
    /// Of a few channels half a vector, of which a core takes two at a time.
    using B = batch_of<T, channels>;
    static constexpr size_t pixel = quotients_of(G, lanes<T>).pixel;
    static_assert(pixel % B::size == 0);

    /// See `linear_scalar::forward`.
    template<class Init, class Finish, bool Quotients, class... Terms>
    static void forward(T const* x, T const* packed, T* y) {
        for_each_vector<T, channels>([&](auto count, size_t c) {
            B const start = Init::weight(B::load_aligned(packed + P::weights + c));
            sweep<down>(
                start, packed + c,
                [=](size_t at)
                    __attribute__((always_inline)) { return load_first_of<count, B>(x + at * channels + c); },
                [=](B const& value, B const& weight, B& sum) __attribute__((always_inline)) {
                    ((sum = multiply_add(Terms::input(value, c), Terms::weight(weight), sum)), ...);
                },
                [=](B const& sum, size_t at) __attribute__((always_inline)) {
                    if constexpr (Quotients)
                        store_whole(B(Finish::apply(sum)), y + at * pixel + c);
                    else
                        finish_first<Finish, count>(sum, y + at * channels + c);
                });
        });
    }

    /// See `linear_scalar::transposed`.
    template<class... Terms>
    static void transposed(T const* x, T const* packed, T const* quotients, size_t part_size, T* r) {
        for_each_vector<T, channels>([&](auto count, size_t c) {
            for_each_term<Terms...>([&]<class Term>(std::type_identity<Term>, bool is_first) {
                T const* const from = quotients + Term::part * part_size + c;
                auto const store = [=](B const& sum, size_t at) __attribute__((always_inline)) {
                    size_t const place = at * channels + c;
                    give_share<Term, count>(x + place, c, sum, is_first, r + place);
                };
                auto const quotient = [=](size_t at) __attribute__((always_inline)) {
                    return B::load_aligned(from + at * pixel);
                };
                auto const add = [](B const& value, B const& weight, B& sum) __attribute__((always_inline)) {
                    sum = multiply_add(value, Term::weight(weight), sum);
                };
                if constexpr (turns)
                    sweep<up>(B(T(0)), packed + c, quotient, add, store);
                else
                    gather(packed + c, quotient, add, store);
            });
        });
    }

private:
    /// What is read and what is written, and how the taps lie between the two.
    struct direction {
        extent_2d from, to, stride;
        size_t top, left;  ///< padding
        bool turned;       ///< taps are counted from the last
    };
    static constexpr direction down{
        {G.in_height, G.in_width}, {G.out_height, G.out_width}, W.stride, W.padding.top, W.padding.left, false};
    /// The transposed product is the forward product with turned kernels.
    static constexpr bool turns =
        W.stride == extent_2d{1, 1} && W.padding.top < W.span_height() && W.padding.left < W.span_width();
    static constexpr direction up{
        down.to, down.from, {1, 1}, W.span_height() - 1 - W.padding.top, W.span_width() - 1 - W.padding.left, true};

    /// The pixels of a tile: their sums, the inputs of a row of taps, a weight and one register more must fit the registers.
    static constexpr size_t tile_pixels(size_t stride, size_t most) {
        size_t pixels = 8;
        while (pixels > 1 && pixels + (pixels - 1) * stride + W.kernel.width + 2 > vector_registers) --pixels;
        return pixels < most ? pixels : most;
    }

    /// `input(pixel)`; `add(value, weight, sum)`; `store(sum, pixel)`: for one vector of channels.
    template<direction D, class Input, class Add, class Store>
    static void sweep(B const& start, T const* weights, Input const& input, Add const& add, Store const& store) {
        constexpr size_t width = D.to.width;
        constexpr size_t most = tile_pixels(D.stride.width, width);
        constexpr size_t tiles = (width + most - 1) / most;
        constexpr size_t small = width / tiles, large_tiles = width % tiles;
        constexpr size_t first = large_tiles > 0 ? small + 1 : small;
        constexpr tap_range whole =
            whole_windows(D.from.width, D.left, W.dilation.width, W.kernel.width, D.stride.width, width);
        // Which taps of the first and of the last tile lie inside is known when they are compiled.
        constexpr bool has_inner_tiles = tiles > 2 && whole.begin <= first && whole.end + small >= width;
        for (size_t oy = 0; oy < D.to.height; ++oy) {
            auto const ys =
                taps_inside(oy * D.stride.height, D.top, W.dilation.height, W.kernel.height, D.from.height);
            if constexpr (has_inner_tiles || tiles <= 2) {
                tile<D, first, 0>(start, weights, input, add, store, ys, oy, 0);
                if constexpr (has_inner_tiles) {
                    size_t ox = first;
                    if constexpr (large_tiles > 1)
                        for (size_t k = 1; k < large_tiles; ++k, ox += small + 1)
                            tile<D, small + 1, inside>(start, weights, input, add, store, ys, oy, ox);
                    for (; ox + small < width; ox += small)
                        tile<D, small, inside>(start, weights, input, add, store, ys, oy, ox);
                }
                if constexpr (tiles > 1)
                    tile<D, small, width - small>(start, weights, input, add, store, ys, oy, width - small);
            } else {
                for (size_t ox = 0; ox < whole.begin; ++ox) border<D>(start, weights, input, add, store, ys, oy, ox);
                for (size_t ox = whole.begin; ox < whole.end; ++ox)
                    tile<D, 1, inside>(start, weights, input, add, store, ys, oy, ox);
                for (size_t ox = whole.end; ox < width; ++ox)
                    border<D>(start, weights, input, add, store, ys, oy, ox);
            }
        }
    }

    template<direction D>
    static constexpr size_t place(size_t ky, size_t kx) {
        size_t const tap = ky * W.kernel.width + kx;
        return (D.turned ? G.taps() - 1 - tap : tap) * P::row;
    }

    /// One pixel of which taps lie beside the image.
    template<direction D, class Input, class Add, class Store>
    static void border(B const& start, T const* weights, Input const& input, Add const& add, Store const& store,
                       tap_range ys, size_t oy, size_t ox) {
        auto const xs = taps_inside(ox * D.stride.width, D.left, W.dilation.width, W.kernel.width, D.from.width);
        B sum = start;
        for (size_t ky = ys.begin; ky < ys.end; ++ky)
            for (size_t kx = xs.begin; kx < xs.end; ++kx) {
                size_t const iy = oy * D.stride.height + ky * W.dilation.height - D.top;
                size_t const ix = ox * D.stride.width + kx * W.dilation.width - D.left;
                add(input(iy * D.from.width + ix), B::load_aligned(weights + place<D>(ky, kx)), sum);
            }
        store(sum, oy * D.to.width + ox);
    }

    /// The first pixel of a tile, where it is known; a tile whose taps all lie inside along the row may be anywhere.
    static constexpr size_t inside = ~size_t{0};

    template<direction D, size_t Pixels, size_t First, class Input, class Add, class Store>
    [[gnu::always_inline]] static void tile(B const& start, T const* weights, Input const& input, Add const& add,
                                            Store const& store, tap_range ys, size_t oy, size_t ox) {
        constexpr size_t columns = (Pixels - 1) * D.stride.width + (W.kernel.width - 1) * W.dilation.width + 1;
        constexpr auto reads = [] {
            std::array<bool, columns> of_column{};
            for (size_t k = 0; k < columns; ++k) of_column[k] = is_read<D, Pixels, First>(k);
            return of_column;
        }();
        B sums[Pixels];
#pragma GCC unroll 8
        for (size_t p = 0; p < Pixels; ++p) sums[p] = start;
        for (size_t ky = ys.begin; ky < ys.end; ++ky) {
            size_t const iy = oy * D.stride.height + ky * W.dilation.height - D.top;
            size_t const first = iy * D.from.width + ox * D.stride.width - D.left;
            B row[columns];
#pragma GCC unroll 64
            for (size_t k = 0; k < columns; ++k)
                if (reads[k]) row[k] = input(first + k);
#pragma GCC unroll 16
            for (size_t kx = 0; kx < W.kernel.width; ++kx) {
                B const weight = B::load_aligned(weights + place<D>(ky, kx));
#pragma GCC unroll 8
                for (size_t p = 0; p < Pixels; ++p) {
                    size_t const column = p * D.stride.width + kx * W.dilation.width;
                    if (reads[column]) add(row[column], weight, sums[p]);
                }
            }
        }
#pragma GCC unroll 8
        for (size_t p = 0; p < Pixels; ++p) store(sums[p], oy * D.to.width + ox + p);
    }
    /// Whether a column lies inside the image, and a tap of some pixel of the tile reads it.
    template<direction D, size_t Pixels, size_t First>
    static constexpr bool is_read(size_t column) {
        if (First != inside) {
            size_t const padded = First * D.stride.width + column;
            if (padded < D.left || padded >= D.left + D.from.width) return false;
        }
        for (size_t p = 0; p < Pixels; ++p)
            for (size_t kx = 0; kx < W.kernel.width; ++kx)
                if (p * D.stride.width + kx * W.dilation.width == column) return true;
        return false;
    }

    /// The transposed product where there are strides: in a row, the inputs of each phase by themselves.
    template<class Input, class Add, class Store>
    static void gather(T const* weights, Input const& input, Add const& add, Store const& store) {
        using along = phases_along_rows<G>;
        constexpr size_t most = 4;
        for (size_t iy = 0; iy < G.in_height; ++iy) {
            // The output rows that this one reads, and through which taps.
            std::array<size_t, W.kernel.height> rows, taps;
            size_t count = 0;
            for (size_t ky = 0; ky < W.kernel.height; ++ky) {
                size_t const reach = iy + W.padding.top, back = ky * W.dilation.height;
                if (reach < back || (reach - back) % W.stride.height != 0) continue;
                size_t const oy = (reach - back) / W.stride.height;
                if (oy >= G.out_height) continue;
                rows[count] = oy * G.out_width;
                taps[count] = ky;
                ++count;
            }
            meta::for_each_index<along::count>([&](auto phase) {
                auto const tile = [&](auto pixels, auto is_inside, size_t q) __attribute__((always_inline)) {
                    B sums[pixels];
                    meta::unroll<pixels>([&](auto p) __attribute__((always_inline)) { sums[p] = B(T(0)); });
                    for (size_t n = 0; n < count; ++n)
                        meta::unroll<W.kernel.width>([&](auto kx) __attribute__((always_inline)) {
                            if constexpr (along::meets(phase, kx)) {
                                auto const ox = static_cast<std::ptrdiff_t>(q) + along::shift(phase, kx);
                                if (!is_inside && (ox < 0 || ox >= static_cast<std::ptrdiff_t>(G.out_width))) return;
                                B const weight = B::load_aligned(weights + place<down>(taps[n], kx));
                                meta::unroll<pixels>([&](auto p) __attribute__((always_inline)) {
                                    add(input(rows[n] + static_cast<size_t>(ox) + p), weight, sums[p]);
                                });
                            }
                        });
                    meta::unroll<pixels>([&](auto p) __attribute__((always_inline)) {
                        store(sums[p], iy * G.in_width + phase + (q + p) * W.stride.width);
                    });
                };
                constexpr tap_range whole = along::inner(phase);
                constexpr std::integral_constant<size_t, 1> one{};
                for (size_t q = 0; q < whole.begin; ++q) tile(one, std::false_type{}, q);
                if constexpr (whole.count() > 0)
                    in_tiles<whole.count(), most>(whole.begin,
                                                  [&](auto pixels, size_t q) __attribute__((always_inline)) {
                                                      tile(pixels, std::true_type{}, q);
                                                  });
                for (size_t q = whole.end; q < along::width(phase); ++q) tile(one, std::false_type{}, q);
            });
        }
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
