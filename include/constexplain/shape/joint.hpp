#pragma once
/// Whether two products of the same inputs, of a layer's outputs and of its denominators, share work.
#include <constexplain/shape/transposed.hpp>

namespace constexplain {

/// Products by Winograd's form share its transformed patches, those of single pixels, where inputs that are 0 are left out and
/// the second takes some of the weights of the first (`shares_weights`), what they read. Between the others there is nothing
/// to share: both read each weight again for every tile of outputs, and registers that hold sums of both would halve the tile.
/// Scattered products may do without most of the denominators.
constexpr bool can_be_joint(linear_geometry const& g, size_t lanes, winograd_patches one, winograd_patches other,
                            bool shares_weights) {
    if (lanes == 1 || g.samples > 1 || g.is_depthwise() || transposed_form_of(g, lanes) == transposed_form::scattered)
        return false;
    winograd_plan const a = winograd_of(g, lanes, patches_of(g, lanes, one));
    winograd_plan const b = winograd_of(g, lanes, patches_of(g, lanes, other));
    if (a.wins || b.wins) return a.wins && b.wins && a.tile == b.tile;
    return shares_weights && pointwise_of(g, lanes).can_be_joint;
}

/// Whether outputs share their products with denominators that are sums of those of one sign: by direct forms with so few
/// vectors that the products are most of the work.
constexpr bool can_share_products(linear_geometry const& g, size_t lanes, winograd_patches allowed) {
    if (lanes == 1 || g.samples > 1 || g.is_depthwise() || g.taps() == 1 ||
        transposed_form_of(g, lanes) == transposed_form::scattered)
        return false;
    return g.group_out() <= 2 * lanes && !winograd_of(g, lanes, patches_of(g, lanes, allowed)).wins &&
           !pixel_groups_of(g, lanes).wins;
}

}  // namespace constexplain
