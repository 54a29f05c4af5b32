#pragma once
/// Whether a convolution puts several pixels of a row into the same vectors.
#include <constexplain/shape/geometry.hpp>

namespace constexplain {

/// Places in the scratch memory are in scalars.
struct pixel_groups_plan {
    bool wins = false;   ///< over vectors of one pixel's channels
    size_t pixels = 0;   ///< of a group, next to one another in a row
    size_t vectors = 0;  ///< that hold their channels, one pixel behind the other
    size_t columns = 0;  ///< of the padded image that the groups read
    size_t image = 0;    ///< place of the spread inputs, behind the weights of a group
    size_t scratch = 0;  ///< scalars altogether
};

/// Output rows whose sums are in registers together; so many at least, and at most.
inline constexpr size_t fewest_group_rows = 4, most_group_rows = 8;

/// Ten channels leave six of sixteen lanes idle; three pixels' ten fill two vectors. Each input must be spread over the lanes
/// of the pixels that read it, which only large kernels make up for.
constexpr pixel_groups_plan pixel_groups_of(linear_geometry const& g, size_t lanes) {
    pixel_groups_plan p;
    auto const& w = g.over;
    size_t const out = g.out_channels, alone = (out + lanes - 1) / lanes;
    constexpr size_t most_pixels = 4, most_vectors = 3;
    if (lanes == 1 || g.groups != 1 || g.samples > 1 || w.stride != extent_2d{1, 1} ||
        w.dilation != extent_2d{1, 1} || out % lanes == 0 || 2 * out <= lanes || g.out_height < fewest_group_rows)
        return p;
    for (size_t n = 2; n <= most_pixels && n <= g.out_width; ++n) {
        size_t const vectors = (n * out + lanes - 1) / lanes;
        if (vectors > most_vectors) continue;
        // Of a group's output and an input channel, in multiply-adds; what spreads inputs is done beside them, in part.
        size_t const products = g.taps() * vectors, spreading = 2 * n * vectors;
        bool const beats_alone = 20 * (products + spreading) < 17 * n * g.taps() * alone;
        bool const beats_best = p.pixels == 0 || vectors * p.pixels < p.vectors * n;
        if (beats_alone && beats_best) {
            p.wins = true;
            p.pixels = n;
            p.vectors = vectors;
        }
    }
    if (!p.wins) return {};
    p.columns = g.out_width - p.pixels + w.kernel.width;
    size_t const spread = p.vectors * lanes, rows = most_group_rows + w.kernel.height - 1;
    // Each weight is written with a whole vector, beyond its group.
    p.image = round_up_to((g.taps() * g.in_channels + 1) * spread + lanes, buffer_unit);
    p.scratch = p.image + p.columns * rows * g.in_channels * spread;
    return p;
}

}  // namespace constexplain
