#pragma once
/// Whether a convolution of single pixels may leave out the inputs that are 0.
#include <constexplain/shape/geometry.hpp>

namespace constexplain {

struct pointwise_plan {
    bool can_skip = false;       ///< those that are 0 in two neighbours
    bool can_be_single = false;  ///< or in one pixel
    bool can_be_joint = false;   ///< or in one pixel, of two products of the same inputs
    size_t most_sums = 0;        ///< vectors of sums, for each product and pixel of a tile
    size_t scratch = 0;          ///< scalars of a copy of the weights, which terms that change them need

    /// Vectors of output channels of a tile that has so many sums of each, of `vectors` in all.
    [[nodiscard]] constexpr size_t tile_vectors(size_t vectors, size_t sums) const {
        size_t const tiles = (vectors * sums + most_sums - 1) / most_sums;
        return (vectors + tiles - 1) / tiles;
    }
};

/// A pixel, or two together, are a small dense layer: of each input that is not 0 a row of weights is read again, while larger
/// tiles of pixels share every weight and take all inputs. What is saved must outweigh those reads: rows have vectors enough,
/// and the weights of a tile's channels stay in a second-level cache, or, where each that is read serves one sum only, all of
/// them in the first.
constexpr pointwise_plan pointwise_of(linear_geometry const& g, size_t lanes) {
    pointwise_plan p;
    constexpr size_t fewest_pixels = 16, fewest_inputs = 32, fewest_vectors = 4, first_level = 4096,
                     second_level = 32768;
    constexpr size_t fewest_of_copy = 32, most_of_copy = 16384;  // pixels, weights
    size_t const row = round_up_to(g.out_channels, lanes), vectors = row / lanes, weights = g.in_channels * row;
    // Of 16 registers a dozen hold sums, of 32, which come with vectors of 16, twice as many.
    size_t const held = lanes >= 16 ? 24 : 12, cached = 2 * second_level / (g.in_channels * lanes);
    p.most_sums = held < cached ? held : cached;
    if (lanes == 1 || !g.zeros_are_common || g.groups != 1 || g.taps() != 1 || g.over.padding != padding_2d{} ||
        g.out_pixels() < fewest_pixels || g.out_width < 2 || g.in_channels < fewest_inputs ||
        p.most_sums < 2 * fewest_vectors)
        return p;
    // Fewer sums would wait for their last multiply-add. Two products of a dozen sums read a weight for every second one.
    p.can_be_joint = 2 * vectors >= fewest_vectors && lanes >= 16;
    p.can_skip = vectors >= fewest_vectors;
    p.can_be_single = p.can_skip && g.out_channels > 48 && weights <= first_level;
    // Else each weight that is read is changed again.
    if (p.can_skip && g.out_pixels() >= fewest_of_copy && weights <= most_of_copy) p.scratch = weights;
    return p;
}

}  // namespace constexplain
