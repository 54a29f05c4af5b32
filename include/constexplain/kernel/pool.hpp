#pragma once
/// Pooling, channel by channel in vectors; no sum changes its order.
#include <constexplain/kernel/elements.hpp>
#include <constexplain/kernel/largest.hpp>
#include <constexplain/kernel/taps.hpp>

namespace constexplain::kernels {

/// The taps of one window that lie inside the image.
struct pool_window {
    size_t out_pixel;
    size_t iy, ix;  ///< the first tap inside
    tap_range ys, xs;
    [[nodiscard]] constexpr size_t taps() const { return ys.count() * xs.count(); }
};

/// Whether no input lies in two windows.
template<pool_geometry G>
inline constexpr bool windows_are_apart =
    G.over.stride.height >= G.over.span_height() && G.over.stride.width >= G.over.span_width();
/// Whether each input lies in exactly one.
template<pool_geometry G>
inline constexpr bool windows_cover =
    windows_are_apart<G> && G.over.kernel == G.over.stride && G.over.dilation == extent_2d{1, 1} &&
    G.out_height * G.over.stride.height >= G.in_height + G.over.padding.top &&
    G.out_width * G.over.stride.width >= G.in_width + G.over.padding.left;

/// Calls `f(pool_window)` for each output pixel, row by row.
template<pool_geometry G, class F>
constexpr void for_each_window(F&& f) {
    constexpr auto const& W = G.over;
    for (size_t oy = 0; oy < G.out_height; ++oy)
        for (size_t ox = 0; ox < G.out_width; ++ox) {
            auto const ys =
                taps_inside(oy * W.stride.height, W.padding.top, W.dilation.height, W.kernel.height, G.in_height);
            auto const xs =
                taps_inside(ox * W.stride.width, W.padding.left, W.dilation.width, W.kernel.width, G.in_width);
            f(pool_window{oy * G.out_width + ox, oy * W.stride.height + ys.begin * W.dilation.height - W.padding.top,
                          ox * W.stride.width + xs.begin * W.dilation.width - W.padding.left, ys, xs});
        }
}

/// Calls `f(offset)` with the first channel's place of each tap inside, in row-major order.
template<pool_geometry G, class F>
constexpr void for_each_tap(pool_window const& w, F&& f) {
    for (size_t a = 0; a < w.ys.count(); ++a)
        for (size_t b = 0; b < w.xs.count(); ++b)
            f(((w.iy + a * G.over.dilation.height) * G.in_width + w.ix + b * G.over.dilation.width) * G.channels);
}

/// The taps that a mean over counted padding divides by: all but those that rounding up puts outside the padding.
template<pool_geometry G>
constexpr size_t counted_taps(pool_window const& w) {
    constexpr auto const& W = G.over;
    size_t const oy = w.out_pixel / G.out_width, ox = w.out_pixel % G.out_width;
    return taps_inside(oy * W.stride.height, 0, W.dilation.height, W.kernel.height,
                       G.in_height + W.padding.top + W.padding.bottom)
               .count() *
           taps_inside(ox * W.stride.width, 0, W.dilation.width, W.kernel.width,
                       G.in_width + W.padding.left + W.padding.right)
               .count();
}

/// The factor of each tap in a mean or a sum.
template<class T, pool_geometry G, bool Sums, bool CountPadding>
constexpr T tap_factor(pool_window const& w) {
    if constexpr (Sums)
        return T(1);
    else if constexpr (CountPadding)
        return T(1) / T(counted_taps<G>(w));
    else
        return T(1) / T(w.taps());
}

template<class Engine, class T, pool_geometry G>
constexpr void max_pool_forward(T const* x, T* y) {
    for_each_window<G>([&](pool_window const& w) {
        for_each_element<Engine, T, G.channels>([&](auto const& load, auto const& store) {
            auto largest = load(x + (w.iy * G.in_width + w.ix) * G.channels);
            for_each_tap<G>(w, [&](size_t at) { largest = larger(load(x + at), largest); });
            store(largest, y + w.out_pixel * G.channels);
        });
    });
}

template<class Engine, class T, pool_geometry G, bool Sums, bool CountPadding>
constexpr void average_pool_forward(T const* x, T* y) {
    for_each_window<G>([&](pool_window const& w) {
        T const factor = tap_factor<T, G, Sums, CountPadding>(w);
        for_each_element<Engine, T, G.channels>([&](auto const& load, auto const& store) {
            using V = decltype(load(x));
            V sum(T(0));
            for_each_tap<G>(w, [&](size_t at) { sum = sum + load(x + at); });
            store(sum * V(factor), y + w.out_pixel * G.channels);
        });
    });
}

}  // namespace constexplain::kernels
