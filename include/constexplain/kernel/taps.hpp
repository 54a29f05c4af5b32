#pragma once
/// Which taps of a window lie inside the image, and rows of pixels in tiles.
#include <constexplain/shape/geometry.hpp>

#include <cstddef>
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

/// Transposed products along a row: inputs of one phase (column modulo the stride) read neighbouring outputs through each tap.
template<linear_geometry G>
struct phases_along_rows {
    static constexpr auto const& W = G.over;
    static constexpr size_t count = W.stride.width < G.in_width ? W.stride.width : G.in_width;

    /// The inputs of a phase.
    static constexpr size_t width(size_t phase) { return (G.in_width - phase + W.stride.width - 1) / W.stride.width; }
    /// Input q of a phase reads output q + shift through tap kx, if that meets the phase at all: if the stride divides phase
    /// + padding - kx dilation, of which a multiple of the stride is added here.
    static constexpr bool meets(size_t phase, size_t kx) {
        return (phase + W.padding.left + (W.stride.width - 1) * kx * W.dilation.width) % W.stride.width == 0;
    }
    static constexpr std::ptrdiff_t shift(size_t phase, size_t kx) {
        return (static_cast<std::ptrdiff_t>(phase + W.padding.left) -
                static_cast<std::ptrdiff_t>(kx * W.dilation.width)) /
               static_cast<std::ptrdiff_t>(W.stride.width);
    }
    /// The inputs of a phase that read inside the output through every tap that meets it; empty at 0 where there are none.
    static constexpr tap_range inner(size_t phase) {
        std::ptrdiff_t begin = 0;
        auto end = static_cast<std::ptrdiff_t>(width(phase));
        for (size_t kx = 0; kx < W.kernel.width; ++kx) {
            if (!meets(phase, kx)) continue;
            std::ptrdiff_t const low = -shift(phase, kx);
            std::ptrdiff_t const high = static_cast<std::ptrdiff_t>(G.out_width) - shift(phase, kx);
            begin = begin < low ? low : begin;
            end = end > high ? high : end;
        }
        if (end < begin) return {0, 0};
        return {static_cast<size_t>(begin), static_cast<size_t>(end)};
    }
};

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
