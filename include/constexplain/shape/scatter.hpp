#pragma once
/// Whether the transposed product of a convolution is scattered, and how.
///
/// Each output adds its quotient times its window of weights to the inputs that the window covers. Of a row of taps these
/// are neighbours in memory, so that even few input channels fill vectors; outputs without relevance cost nothing; and a
/// stride leaves no gaps.
#include <constexplain/shape/winograd.hpp>

namespace constexplain {

struct scatter_plan {
    bool wins = false;        ///< over the other forms
    size_t row = 0;           ///< scalars of a row of taps, in whole vectors
    size_t rows_at_once = 0;  ///< rows of taps whose sums are in registers together
    size_t pitch = 0;         ///< pixels of a row of the padded image
    size_t weight_count = 0;  ///< scalars of the weights, whose rows of taps are in whole vectors
    size_t weights = 0;       ///< place of a copy of them behind the padded image and a row of taps past its end
    size_t scratch = 0;       ///< scalars altogether
    size_t work = 0;          ///< multiply-adds, of the other forms where it does not win; 0 where it cannot be
    size_t forward_work = 0;  ///< of the forward product by its other forms
};

constexpr scatter_plan scatter_of(linear_geometry const& g, size_t lanes) {
    scatter_plan p;
    auto const& w = g.over;
    if (lanes == 1 || g.groups != 1 || g.out_pixels() == 1 || g.taps() == 1 || w.dilation.width != 1) return p;
    p.row = round_up_to(w.kernel.width * g.in_channels, lanes);
    constexpr size_t most_sums = 12;  // vectors
    size_t const vectors = p.row / lanes;
    if (vectors > most_sums) return p;
    p.rows_at_once = most_sums / vectors < w.kernel.height ? most_sums / vectors : w.kernel.height;

    size_t const height = (g.out_height - 1) * w.stride.height + w.span_height();
    size_t const width = (g.out_width - 1) * w.stride.width + w.kernel.width;
    p.pitch = width < g.in_width + w.padding.left ? g.in_width + w.padding.left : width;
    size_t const rows = height < g.in_height + w.padding.top ? g.in_height + w.padding.top : height;
    p.weight_count = g.out_channels * w.kernel.height * p.row;
    p.weights = round_up_to(rows * p.pitch * g.in_channels + p.row, buffer_unit);
    p.scratch = p.weights + p.weight_count;

    // Multiply-adds of vectors. Behind a rectifier many outputs have no relevance, but perhaps not most.
    size_t const window = w.kernel.height * vectors;
    size_t const scattered = g.out_pixels() * (g.out_channels * window * 3 / 4 + 6 * window + g.out_channels);
    size_t other = 0;
    if (can_be_turned(g, lanes)) {
        for (size_t y = 0; y < w.stride.height; ++y)
            for (size_t x = 0; x < w.stride.width; ++x) {
                linear_geometry const t = turned_convolution(g, {y, x});
                winograd_plan const fast = winograd_of(t, lanes, winograd_patches::of_4);
                other += fast.wins ? fast.work : direct_work(t, lanes);
            }
    } else {
        // Dot products, each of which ends in the sum of a vector's elements.
        size_t const taps = g.taps() * ((g.out_channels + lanes - 1) / lanes) / (w.stride.height * w.stride.width);
        other = g.in_count() * (taps + 6);
    }
    winograd_plan const fast = winograd_of(g, lanes, winograd_patches::of_4);
    p.forward_work = fast.wins ? fast.work : direct_work(g, lanes);
    // A first-level cache holds the weights.
    p.wins = scattered < other && p.weight_count <= 8 * 1024;
    p.work = p.wins ? scattered : other;
    return p;
}

}  // namespace constexplain
