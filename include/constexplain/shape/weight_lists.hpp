#pragma once
/// Whether the transposed product of a convolution with few input channels runs through lists of its weights, and how.
///
/// Vectors hold neighbouring inputs of a row, of one channel and one phase of the stride: every lane is used, whatever the
/// channels and the stride are. A weight is one number for all of them, so that those that a term makes 0 cost nothing: of
/// the two terms of a rule that splits weights by their sign, each has its own, and both together as many as one that does not.
#include <constexplain/shape/planes.hpp>
#include <constexplain/shape/scatter.hpp>

namespace constexplain {

/// Places in the scratch memory are in scalars. They begin with the planes.
struct weight_lists_plan {
    bool wins = false;  ///< over the other forms
    quotient_planes planes{};
    size_t lists = 0;  ///< place of the lists of each term of a part
    size_t input =
        0;  ///< place of the inputs as planes, and of what is sent to them: where pixels are their order in memory
    size_t scratch = 0;  ///< scalars altogether

    static constexpr size_t most_terms = 2;  ///< of a part, together
};

constexpr weight_lists_plan weight_lists_of(linear_geometry const& g, size_t lanes) {
    weight_lists_plan p;
    auto const& w = g.over;
    constexpr size_t most_weights = 1024, most_planes = 4096;  // a first-level cache holds both
    if (lanes == 1 || g.groups != 1 || g.samples > 1 || g.in_channels > 4 || g.taps() == 1 || g.out_pixels() == 1 ||
        w.stride.height > 2 || w.stride.width > 2 || w.dilation != extent_2d{1, 1} ||
        w.padding.top >= w.kernel.height || w.padding.left >= w.kernel.width || w.padding.bottom >= w.kernel.height ||
        w.padding.right >= w.kernel.width || g.weight_count() > most_weights)
        return p;
    // Input y of phase (y + padding) % stride reads output (y + padding) / stride - t through tap phase + t stride: from
    // `before` rows above to `after` below the one of the input's number along its phase.
    auto const reach = [](size_t taps, size_t stride) { return (taps - 1) / stride; };
    auto const before = [&](size_t taps, size_t stride, size_t padding) {
        size_t const back = reach(taps, stride), on = padding / stride;
        return back > on ? back - on : 0;
    };
    auto const after = [](size_t stride, size_t padding) { return (stride - 1 + padding) / stride; };
    p.planes.top = before(w.kernel.height, w.stride.height, w.padding.top);
    size_t const last_row = (g.in_height - 1 + w.padding.top) / w.stride.height;
    p.planes.rows = p.planes.top + (last_row + 1 > g.out_height ? last_row + 1 : g.out_height);
    p.planes.left = round_up_to(before(w.kernel.width, w.stride.width, w.padding.left), lanes);
    size_t const columns = round_up_to((g.in_width + w.stride.width - 1) / w.stride.width, lanes);
    size_t const read = columns + after(w.stride.width, w.padding.left), written = round_up_to(g.out_width, lanes);
    p.planes.pitch = p.planes.left + round_up_to(read > written ? read : written, lanes);
    p.lists = round_up_to(g.out_channels * p.planes.plane() + lanes, buffer_unit);
    p.input = p.lists + round_up_to(p.most_terms * 2 * g.weight_count(), buffer_unit);
    p.scratch = p.input + (g.in_channels > 1 ? 2 * round_up_to(g.in_count(), buffer_unit) : 0);

    // Multiply-adds, which wait where a list ends and for loads across the ends of cache lines. Beside them what turns quotients
    // into planes, and phases into rows, and vectors of inputs and of what is sent to them. Two terms take twice as many of
    // the scattered form.
    size_t const rows = (g.in_height + w.stride.height - 1) / w.stride.height;
    size_t const products = rows * columns / lanes * g.weight_count() * 3 / 2;
    size_t const moving = (g.out_count() * 5 + g.in_count() * 8) / lanes;
    scatter_plan const scattered = scatter_of(g, lanes);
    // A channel more than fills vectors, or half ones, takes its forward product from the windows that scattering keeps.
    bool const needs_windows =
        scattered.wins && w.padding == padding_2d{} && g.out_channels > 1 && (g.out_channels - 1) % (lanes / 2) == 0;
    size_t const active = p.planes.pitch * g.out_channels * (reach(w.kernel.height, w.stride.height) + 1);
    p.wins = scattered.work > 0 && products + moving < scattered.work && active <= most_planes && !needs_windows &&
             !planes_of(g, lanes).wins;
    return p;
}

}  // namespace constexplain
