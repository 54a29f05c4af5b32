#pragma once
/// Whether a convolution is computed by Winograd's minimal filtering, and how its work is cut.
///
/// F(2x2, 3x3) of Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks" (2015), section 4.1: a tile of 2 by 2
/// outputs from a patch of 4 by 4 inputs takes 16 products for each pair of channels instead of 36.
#include <constexplain/shape/geometry.hpp>

namespace constexplain {

/// Places in the scratch memory are in scalars.
struct winograd_plan {
    bool wins = false;            ///< over the direct form
    size_t across = 0;            ///< tiles in a row
    size_t tiles = 0;             ///< of the image
    size_t at_once = 0;           ///< tiles that share each transformed weight
    size_t channels_at_once = 0;  ///< output channels whose transformed weights are kept at a time, at place 0
    size_t zeros = 0;             ///< place of a pixel of zeros
    size_t inputs = 0;            ///< place of the transformed patches of `at_once` tiles
    size_t sums = 0;              ///< place of the sums of `at_once` tiles
    size_t scratch = 0;           ///< scalars altogether
};

/// The products of one tile: a 4 by 4 patch.
inline constexpr size_t winograd_points = 16;
/// Vectors of output channels whose sums are in registers together.
inline constexpr size_t winograd_vectors = 2;

constexpr winograd_plan winograd_of(linear_geometry const& g, size_t lanes) {
    winograd_plan p;
    auto const& w = g.over;
    if (lanes == 1 || g.groups != 1 || w.kernel != extent_2d{3, 3} || w.stride != extent_2d{1, 1} ||
        w.dilation != extent_2d{1, 1})
        return p;
    p.across = (g.out_width + 1) / 2;
    p.tiles = p.across * ((g.out_height + 1) / 2);
    // Few channels are not worth the transforms, few tiles not the weights'; tiles beyond the image are lost work.
    p.wins = g.in_channels >= 16 && 2 * g.out_channels > lanes && p.tiles >= 9 && 5 * p.tiles <= 2 * g.out_pixels();
    if (!p.wins) return p;

    // As many tiles as leave the fewest over in the last round; of those the most.
    constexpr size_t most = 12;
    size_t least_work = 0;
    for (size_t n = most; n >= most / 2; --n) {
        size_t const work = (p.tiles + n - 1) / n * n;
        if (p.at_once == 0 || work < least_work) {
            p.at_once = n;
            least_work = work;
        }
    }
    // A second-level cache holds the transformed weights, where that leaves a block of vectors.
    constexpr size_t most_weights = 64 * 1024;
    size_t const block = winograd_vectors * lanes, all = round_up_to(g.out_channels, lanes);
    size_t const blocks = most_weights / (winograd_points * g.in_channels * block);
    p.channels_at_once = blocks < 1 ? block : blocks * block;
    if (p.channels_at_once > all) p.channels_at_once = all;

    p.zeros = winograd_points * g.in_channels * p.channels_at_once;
    p.inputs = p.zeros + round_up_to(g.in_channels, buffer_unit);
    p.sums = p.inputs + round_up_to(winograd_points * p.at_once * g.in_channels, buffer_unit);
    p.scratch = p.sums + winograd_points * p.at_once * block;
    return p;
}

}  // namespace constexplain
