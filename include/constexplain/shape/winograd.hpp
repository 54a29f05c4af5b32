#pragma once
/// Whether a convolution is computed by Winograd's minimal filtering, and how its work is cut.
///
/// F(m x m, r x r) of Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks" (2015), section 4.1: a tile of m by
/// m outputs, from a patch of m + r - 1 by m + r - 1 inputs, takes a product for each input of the patch instead of m^2 r^2.
#include <constexplain/shape/geometry.hpp>

namespace constexplain {

/// Places in the scratch memory are in scalars.
struct winograd_plan {
    bool wins = false;          ///< over the direct form
    size_t tile = 0;            ///< outputs of a tile along one axis
    size_t patch = 0;           ///< inputs of it
    size_t across = 0;          ///< tiles in a row
    size_t tiles = 0;           ///< of the image
    size_t round = 0;           ///< tiles that share each transformed weight that is read
    size_t rounds = 0;          ///< whose transformed patches are kept together
    size_t inputs_at_once = 0;  ///< input channels whose transformed weights are kept together
    size_t chunks = 0;          ///< of so many input channels
    size_t work = 0;            ///< instructions on vectors, about
    size_t weights_pitch =
        0;  ///< from one point to the next: of a block of output channels' transformed weights, at 0,
    size_t inputs_pitch = 0;  ///< and of the transformed patches
    size_t zeros = 0;         ///< place of a pixel of zeros
    size_t inputs = 0;        ///< place of the transformed patches
    size_t sums = 0;          ///< place of the sums of a round, of all that are kept where chunks are added up
    size_t scratch = 0;       ///< scalars altogether

    [[nodiscard]] constexpr size_t points() const { return patch * patch; }
    [[nodiscard]] constexpr size_t kept_tiles() const { return round * rounds; }
};

/// Vectors of output channels whose transformed weights are kept, and whose sums are in registers, together. One would need a
/// load for each multiply-add.
inline constexpr size_t winograd_vectors = 2;

/// The multiply-adds of the direct form, on vectors that run over output channels.
constexpr size_t direct_work(linear_geometry const& g, size_t lanes) {
    return g.out_pixels() * g.taps() * g.group_in() * (round_up_to(g.out_channels, lanes) / lanes);
}

/// What the transforms of one patch, of one tile's sums, and of one kernel cost, in instructions on vectors; loads and
/// stores, which are done beside others, count half.
struct winograd_costs {
    size_t input, output, weight;
};

/// By tiles of one size, which may not win.
constexpr winograd_plan winograd_by(linear_geometry const& g, size_t lanes, size_t tile,
                                    winograd_costs const& costs) {
    winograd_plan p;
    p.tile = tile;
    p.patch = tile + g.over.kernel.height - 1;
    p.across = (g.out_width + tile - 1) / tile;
    p.tiles = p.across * ((g.out_height + tile - 1) / tile);

    // As many tiles as leave the fewest over in the last round; of those the most.
    constexpr size_t most = 12, fewest = 4;
    size_t least_lost = 0;
    for (size_t n = most; n >= fewest; --n) {
        size_t const lost = (p.tiles + n - 1) / n * n - p.tiles;
        if (p.round == 0 || lost < least_lost) {
            p.round = n;
            least_lost = lost;
        }
    }
    // Patches that are kept together share a transform of the weights, which costs as much as the products of three tiles;
    // where the weights come from a third-level cache or farther, of twenty. They take half of the image's memory, or little,
    // and a second-level cache holds them; where the weights are more than that, as much as these.
    constexpr size_t little = 32 * 1024, much = 256 * 1024, most_of_weights = 2 * 1024 * 1024;
    size_t const weights = g.taps() * g.in_channels * g.out_channels;
    size_t const of_some = 16 * p.points() * g.in_channels;
    size_t most_inputs = g.in_count() / 2;
    if (most_inputs < little) most_inputs = little;
    if (most_inputs < of_some) most_inputs = of_some;
    if (most_inputs > much) most_inputs = much;
    if (most_inputs < weights) most_inputs = weights < most_of_weights ? weights : most_of_weights;
    size_t const rounds = (p.tiles + p.round - 1) / p.round;
    size_t const fitting = most_inputs / (p.points() * p.round * g.in_channels);
    p.rounds = fitting < 1 ? 1 : fitting < rounds ? fitting : rounds;

    size_t const times = (rounds + p.rounds - 1) / p.rounds;
    size_t const in_vectors = round_up_to(g.in_channels, lanes) / lanes;
    size_t const out_vectors = round_up_to(g.out_channels, lanes) / lanes;
    constexpr size_t of_a_sum = 2;  // to begin, store and load it
    p.work = rounds * p.round * (p.points() * (g.in_channels + of_a_sum) * out_vectors + in_vectors * costs.input) +
             p.tiles * out_vectors * costs.output + times * g.in_channels * out_vectors * costs.weight;

    // A second-level cache holds the transformed weights of a block of output channels.
    constexpr size_t most_kept = 128 * 1024;
    size_t const block = (out_vectors < winograd_vectors ? out_vectors : winograd_vectors) * lanes;
    size_t const kept_weights = p.points() * g.in_channels * block;
    size_t const fewest_chunks = (kept_weights + most_kept - 1) / most_kept;
    p.inputs_at_once = (g.in_channels + fewest_chunks - 1) / fewest_chunks;
    p.chunks = (g.in_channels + p.inputs_at_once - 1) / p.inputs_at_once;

    // An odd number of cache lines, so that the points of one patch do not share a place in the cache.
    auto const pitch_of = [](size_t count) { return round_up_to(count, buffer_unit) | buffer_unit; };
    p.weights_pitch = pitch_of(p.inputs_at_once * block);
    p.inputs_pitch = pitch_of(p.kept_tiles() * g.in_channels);
    p.zeros = p.points() * p.weights_pitch;
    p.inputs = p.zeros + round_up_to(g.in_channels, buffer_unit);
    p.sums = p.inputs + p.points() * p.inputs_pitch;
    p.scratch = p.sums + p.points() * (p.chunks > 1 ? p.kept_tiles() : p.round) * block;
    return p;
}

/// Which forms are allowed. By patches of 4, a window of zeros gives exactly 0, windows of one number give the same sum, and
/// an input takes no part in what it does not reach: all terms that should cancel do so without rounding, or do not arise. By
/// larger ones they cancel but for rounding. That is enough for scores; where it is for explanations, `plan/patches.hpp` says.
enum class winograd_patches : unsigned char { none, of_4, any };

constexpr winograd_plan winograd_of(linear_geometry const& g, size_t lanes, winograd_patches allowed) {
    auto const& w = g.over;
    if (allowed == winograd_patches::none || lanes == 1 || g.groups != 1 || w.stride != extent_2d{1, 1} ||
        w.dilation != extent_2d{1, 1})
        return {};
    winograd_plan best;
    // Of two half vectors as much is done in a cycle as of a whole one.
    size_t const vectors = round_up_to(g.out_channels, lanes) / lanes;
    bool const is_half = vectors == 1 && 2 * g.out_channels <= lanes && lanes >= 16;
    best.work = direct_work(g, lanes) / (is_half ? 2 : 1);
    auto const consider = [&](size_t tile, winograd_costs const& costs) {
        winograd_plan p = winograd_by(g, lanes, tile, costs);
        p.wins = p.tiles * tile * tile >= 36 && p.work + p.work / 8 < best.work;
        if (p.wins) best = p;
    };
    bool const any = allowed == winograd_patches::any;
    if (w.kernel == extent_2d{3, 3}) {
        if (any) consider(4, {190, 140, 110});
        consider(2, {50, 35, 40});
    } else if (w.kernel == extent_2d{5, 5} && any) {
        consider(2, {190, 90, 160});
    }
    return best.wins ? best : winograd_plan{};
}

}  // namespace constexplain
