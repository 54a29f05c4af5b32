#pragma once
/// What the pooling layers share: a window for each channel, without parameters.
#include <constexplain/layer/options.hpp>

namespace constexplain::detail {

template<extent_2d Kernel, class... Options>
struct pool {
    static constexpr auto settings = pool_settings_of<Kernel, Options...>();
    using options_needed = needs::options_of_a_pooling_layer;
    using options_cure = cure::choose_among_stride_padding_same_same_lower_dilation_round_up_count_padding;

    static constexpr problem check(shape const& in) {
        constexpr window over = settings.over;
        if (settings.wrong != problem::none) return settings.wrong;
        // A window that holds padding only has no largest value and no mean.
        if (over.padding.top >= over.span_height() || over.padding.bottom >= over.span_height() ||
            over.padding.left >= over.span_width() || over.padding.right >= over.span_width())
            return problem::padding_too_large;
        if (in.rank != 3) return problem::needs_image;
        if (!over.fits(in.height(), in.width())) return problem::window_too_large;
        return over.every_window_meets(in.height(), in.width()) ? problem::none : problem::window_beside_the_image;
    }
    static constexpr shape out(shape const& in) {
        return {in.channels(), settings.over.out_height(in.height()), settings.over.out_width(in.width())};
    }
    static constexpr memory_order order(boundary const& in) { return natural_order(out(in.extents)); }
    static constexpr pool_geometry geometry(shape const& in) {
        shape const to = out(in);
        return {in.height(), in.width(), in.channels(),
                to.height(), to.width(), settings.over.over(in.height(), in.width())};
    }
    static constexpr size_t multiply_accumulates(shape const&) { return 0; }
    static constexpr void write_as(meta::text_writer& text, std::string_view name, shape const& in) {
        text << name << "(" << settings.over.over(in.height(), in.width())
             << (settings.over.round_up ? ",round_up" : "");
    }
};

}  // namespace constexplain::detail
