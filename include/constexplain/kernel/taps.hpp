#pragma once
/// Which taps of a window lie inside the image, and rows of pixels in tiles.
#include <constexplain/shape/geometry.hpp>

#include <type_traits>

namespace constexplain::kernels {

/// The taps [begin, end) of a window that lie inside, along one axis.
struct tap_range {
    size_t begin, end;
    [[nodiscard]] constexpr size_t count() const { return end - begin; }
};

/// `start` is the window's first position before padding is taken off: position = start + tap * dilation - before.
constexpr tap_range taps_inside(size_t start, size_t before, size_t dilation, size_t taps, size_t extent) {
    size_t begin = 0;
    if (start < before) begin = (before - start + dilation - 1) / dilation;
    size_t end = taps;
    if (start + (taps - 1) * dilation >= extent + before)
        end = start >= extent + before ? 0 : (extent + before - 1 - start) / dilation + 1;
    if (begin > end) begin = end;
    return {begin, end};
}

/// The outputs [begin, end) along one axis whose windows lie inside altogether.
constexpr tap_range whole_windows(size_t extent, size_t before, size_t dilation, size_t taps, size_t step,
                                  size_t outputs) {
    size_t begin = (before + step - 1) / step;
    size_t const reach = (taps - 1) * dilation;
    size_t end = extent + before > reach ? (extent + before - 1 - reach) / step + 1 : 0;
    if (end > outputs) end = outputs;
    if (begin > end) begin = end;
    return {begin, end};
}

/// Calls `f(pixels, at)` for tiles of a row of `Length` pixels from number `at` on, `pixels` a constant of at most `Most`.
/// They are balanced: an overlapping or short last one would waste up to a third of a row.
template<size_t Length, size_t Most, class F>
[[gnu::always_inline]] inline void in_tiles(size_t at, F const& f) {
    constexpr size_t tiles = (Length + Most - 1) / Most;
    constexpr size_t small = Length / tiles, large_tiles = Length % tiles;
    if constexpr (large_tiles > 0)
        for (size_t k = 0; k < large_tiles; ++k, at += small + 1) f(std::integral_constant<size_t, small + 1>{}, at);
    for (size_t k = large_tiles; k < tiles; ++k, at += small) f(std::integral_constant<size_t, small>{}, at);
}

}  // namespace constexplain::kernels
