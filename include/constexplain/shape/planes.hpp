#pragma once
/// Whether the transposed product of a convolution with one input channel runs over planes.
///
/// Vectors hold neighbouring inputs of a row. Each load of quotients is shared by the rows that read it.
#include <constexplain/shape/quotient_planes.hpp>

namespace constexplain {

struct planes_plan {
    bool wins = false;  ///< over dot products
    quotient_planes planes{};
    size_t scratch = 0;  ///< scalars altogether
};

constexpr planes_plan planes_of(linear_geometry const& g, size_t lanes) {
    planes_plan p;
    auto const& w = g.over;
    if (lanes == 1 || g.groups != 1 || g.samples > 1 || g.in_channels != 1 || g.taps() == 1 || g.out_pixels() == 1 ||
        w.stride != extent_2d{1, 1} || w.dilation != extent_2d{1, 1} || w.padding.top >= w.kernel.height ||
        w.padding.left >= w.kernel.width || w.padding.bottom >= w.kernel.height ||
        w.padding.right >= w.kernel.width || w.kernel.height > 7)
        return p;
    p.planes.top = w.kernel.height - 1 - w.padding.top;
    p.planes.left = w.kernel.width - 1 - w.padding.left;
    p.planes.rows = g.in_height + w.kernel.height - 1;
    // Behind the quotients whole vectors of zeros, so that none reaches into the next row.
    size_t const written = p.planes.left + round_up_to(g.out_width, lanes);
    size_t const read = round_up_to(g.in_width, lanes) + w.kernel.width - 1;
    p.planes.pitch = written + (read > written ? round_up_to(read - written, lanes) : 0);
    p.scratch = round_up_to(g.out_channels * p.planes.plane() + lanes, buffer_unit);

    // Multiply-adds; each of a dot product waits for a load, and at its end is the sum of a vector's elements.
    auto const vectors = [&](size_t count) { return (count + lanes - 1) / lanes; };
    size_t const products = g.in_height * vectors(g.in_width) * g.taps() * g.out_channels;
    size_t const transposing = g.out_height * vectors(g.out_width) * vectors(g.out_channels) * 5 * lanes;
    size_t const dots = g.in_count() * (g.taps() * vectors(g.out_channels) * 4 / 3 + 8);
    p.wins = products + transposing < dots;
    return p;
}

}  // namespace constexplain
