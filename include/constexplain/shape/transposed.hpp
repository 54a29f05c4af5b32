#pragma once
/// How the transposed product of a linear layer is computed, and where its quotients lie.
#include <constexplain/shape/pixel_groups.hpp>
#include <constexplain/shape/planes.hpp>
#include <constexplain/shape/pointwise.hpp>
#include <constexplain/shape/scatter.hpp>
#include <constexplain/shape/weight_lists.hpp>

namespace constexplain {

enum class transposed_form {
    dot_products,  ///< of the quotients with the rows that the forward pass adds
    turned,        ///< convolutions with turned kernels
    scattered,
    planes,        ///< of quotients, over neighbouring inputs
    weight_lists,  ///< over such planes too, by phases of the stride
};
constexpr transposed_form transposed_form_of(linear_geometry const& g, size_t lanes) {
    if (weight_lists_of(g, lanes).wins) return transposed_form::weight_lists;
    if (scatter_of(g, lanes).wins) return transposed_form::scattered;
    if (can_be_turned(g, lanes)) return transposed_form::turned;
    return planes_of(g, lanes).wins ? transposed_form::planes : transposed_form::dot_products;
}

/// Where the numbers of each output of a linear layer lie that a relevance pass divides by, and then sends down.
struct quotient_layout {
    size_t pixel = 0;  ///< scalars of one output pixel
    size_t left = 0;   ///< pixels of zeros before each row
    size_t pitch = 0;  ///< pixels of a row with the zeros around it
    size_t count = 0;
    bool padded = false;  ///< the channels of each group fill whole vectors, else they are next to one another

    [[nodiscard]] constexpr size_t at(size_t oy, size_t ox) const { return (oy * pitch + left + ox) * pixel; }
    [[nodiscard]] constexpr bool has_margins(size_t out_width) const { return pitch != out_width; }
    /// Whether they lie as the outputs of `g` do, and the biases as the outputs of a pixel.
    [[nodiscard]] constexpr bool is_plain(linear_geometry const& g) const {
        return (g.groups == 1 || g.is_depthwise()) && pitch == g.out_width && pixel == g.out_channels;
    }
};

/// Whether so many channels are whole vectors of half the width, which sixteen lanes have: see `batch_of`.
constexpr bool fills_half_vectors(size_t channels, size_t lanes) { return lanes == 16 && 2 * channels == lanes; }

constexpr quotient_layout quotients_of(linear_geometry const& g, size_t lanes) {
    quotient_layout q;
    q.pixel = g.out_channels;
    q.pitch = g.out_width;
    switch (transposed_form_of(g, lanes)) {
    case transposed_form::scattered:
    case transposed_form::planes:
    case transposed_form::weight_lists: break;
    case transposed_form::turned:
        q.pitch = turned_pitch(g);
        if (g.over.stride.width == 1) q.left = g.over.span_width() - 1 - g.over.padding.left;
        break;
    case transposed_form::dot_products:
        if (g.is_depthwise() && fills_half_vectors(g.out_channels, lanes)) break;
        q.padded = true;
        q.pixel =
            g.is_depthwise() ? round_up_to(g.out_channels, lanes) : g.groups * round_up_to(g.group_out(), lanes);
    }
    q.count = round_up_to(g.out_height * q.pitch * q.pixel, buffer_unit);
    return q;
}

/// The patches of Winograd's forms that products of this layer, forward or transposed, take where these are allowed. Where
/// larger ones do not win, what allows them has the same kernels as what does not.
constexpr winograd_patches patches_of(linear_geometry const& g, size_t lanes, winograd_patches allowed) {
    if (allowed != winograd_patches::any) return allowed;
    auto const takes_larger = [&](linear_geometry const& product) {
        return winograd_of(product, lanes, winograd_patches::any).patch > 4;
    };
    bool const is_turned = can_be_turned(g, lanes) && g.over.stride == extent_2d{1, 1};
    return takes_larger(g) || (is_turned && takes_larger(turned_convolution(g, {0, 0}))) ? allowed
                                                                                         : winograd_patches::of_4;
}

/// Whether a step of a relevance pass through the layer may write in the users' order, a plane for each channel.
constexpr bool writes_users_order(linear_geometry const& g, size_t lanes) {
    return transposed_form_of(g, lanes) == transposed_form::weight_lists;
}

/// Scalars of scratch memory for a layer's forward product, and for a step of a relevance pass through it.
constexpr size_t forward_scratch(linear_geometry const& g, size_t lanes, winograd_patches allowed) {
    // Of engines without Winograd's forms too.
    size_t const patches = winograd_of(g, lanes, allowed).scratch, groups = pixel_groups_of(g, lanes).scratch;
    return patches < groups ? groups : patches;
}
constexpr size_t step_scratch(linear_geometry const& g, size_t lanes, winograd_patches allowed,
                              bool in_users_order = false) {
    allowed = patches_of(g, lanes, allowed);  // as the kernels do: of larger patches a plan may need less
    size_t most = 0;
    auto const need = [&](size_t count) { most = most < count ? count : most; };
    auto const need_forward = [&](linear_geometry const& product) {
        need(forward_scratch(product, lanes, allowed));
        need(pointwise_of(product, lanes).scratch);
    };
    need_forward(g);
    transposed_form const form = transposed_form_of(g, lanes);
    if (form == transposed_form::scattered) need(scatter_of(g, lanes).scratch);
    if (form == transposed_form::planes) need(planes_of(g, lanes).scratch);
    if (form == transposed_form::weight_lists) {
        weight_lists_plan const plan = weight_lists_of(g, lanes);
        need(in_users_order ? plan.input : plan.scratch);
    }
    if (form == transposed_form::turned)
        for (size_t y = 0; y < g.over.stride.height; ++y)
            for (size_t x = 0; x < g.over.stride.width; ++x) need_forward(turned_convolution(g, {y, x}));
    return most;
}

}  // namespace constexplain
