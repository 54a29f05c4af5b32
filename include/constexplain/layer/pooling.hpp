#pragma once
/// What the pooling layers share: a window for each channel, without parameters.
#include <constexplain/layer/options.hpp>

namespace constexplain::detail {

template<extent_2d Kernel, class... Options>
struct pool {
    static constexpr auto settings = pool_settings_of<Kernel, Options...>();
    static_assert(Kernel.height > 0 && Kernel.width > 0, "pooling: both sides of the window must be at least 1");
    static_assert(only_options_of_pools<Options...>,
                  "pooling: its options are stride, padding, same, same_lower, dilation, count_padding, round_up");

    static constexpr problem check(shape const& in) {
        if (in.rank != 3) return problem::needs_image;
        return settings.over.fits(in.height(), in.width()) ? problem::none : problem::window_too_large;
    }
    static constexpr shape out(shape const& in) {
        return {in.channels(), settings.over.out_height(in.height()), settings.over.out_width(in.width())};
    }
    static constexpr memory_order order(boundary const& in) { return natural_order(out(in.extents)); }
    static constexpr pool_geometry geometry(shape const& in) {
        shape const to = out(in);
        return {in.height(), in.width(), in.channels(), to.height(), to.width(),
                settings.over.over(in.height(), in.width())};
    }
    static constexpr size_t multiply_accumulates(shape const&) { return 0; }
    static constexpr void write_as(meta::text_writer& text, std::string_view name, shape const& in) {
        text << name << "(" << settings.over.over(in.height(), in.width())
             << (settings.over.round_up ? ",round_up" : "");
    }
};

}  // namespace constexplain::detail
