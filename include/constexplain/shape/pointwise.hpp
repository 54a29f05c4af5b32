#pragma once
/// Whether a convolution of single pixels may leave out the inputs that are 0.
#include <constexplain/shape/geometry.hpp>

namespace constexplain {

struct pointwise_plan {
    bool can_skip = false;
    bool can_be_joint = false;  ///< registers hold the sums of two products
    size_t scratch = 0;         ///< scalars of a copy of the weights, which terms that change them need
};

/// A pixel is a small dense layer: of each input that is not 0 a row of weights is read again, while tiles of pixels share
/// every weight and take all inputs. What is saved must outweigh those reads: the weights fit a first-level cache, rows have
/// vectors enough, and a word has a bit for each input.
constexpr pointwise_plan pointwise_of(linear_geometry const& g, size_t lanes) {
    pointwise_plan p;
    size_t const row = round_up_to(g.out_channels, lanes), vectors = row / lanes;
    constexpr size_t fewest_pixels = 16, most_inputs = 64, fewest_vectors = 4, most_vectors = 8, most_weights = 4096;
    p.can_skip = lanes > 1 && g.zeros_are_common && g.groups == 1 && g.taps() == 1 &&
                 g.over.padding == padding_2d{} && g.out_pixels() >= fewest_pixels && g.in_channels >= 32 &&
                 g.in_channels <= most_inputs && vectors >= fewest_vectors && vectors <= most_vectors &&
                 g.in_channels * row <= most_weights;
    p.can_be_joint = p.can_skip && vectors <= fewest_vectors;
    if (p.can_skip) p.scratch = g.in_channels * row;
    return p;
}

}  // namespace constexplain
