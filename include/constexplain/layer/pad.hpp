#pragma once
/// Zeros around an image as a layer of its own.
#include <constexplain/layer/options.hpp>

namespace constexplain {

/// `pad<all>`, `pad<vertical, horizontal>` or `pad<top, left, bottom, right>` zeros around each channel. A convolution
/// that pads by itself does not let its padding take part in rules that count taps (flat, w^2, z^B); behind this layer
/// zeros are inputs like any other, and what relevance they get is lost there.
template<size_t... Sides>
struct pad : kind::padding {
    static constexpr auto settings = detail::settings_of<constexplain::padding<Sides...>>();
    static constexpr padding_2d around = settings.over.padding;

    static constexpr problem check(shape const& in) {
        if (settings.wrong != problem::none) return settings.wrong;
        return in.rank == 3 ? problem::none : problem::needs_image;
    }
    static constexpr shape out(shape const& in) {
        return {in.channels(), around.top + in.height() + around.bottom, around.left + in.width() + around.right};
    }
    static constexpr domain values(domain const& in) { return in.joined_with(0); }
    static constexpr memory_order order(boundary const& in) { return detail::natural_order(out(in.extents)); }
    static constexpr size_t multiply_accumulates(shape const&) { return 0; }
    static constexpr void write(meta::text_writer& text, shape const&) {
        text << "pad(" << around.top << "," << around.left << "," << around.bottom << "," << around.right << ")";
    }
};

}  // namespace constexplain
