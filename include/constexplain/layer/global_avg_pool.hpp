#pragma once
/// Global average pooling.
#include <constexplain/layer/options.hpp>

namespace constexplain {

/// The mean of each channel: channels, height, width become channels, 1, 1.
struct global_avg_pool : kind::average_pooling {
    static constexpr bool sums = false;

    static constexpr problem check(shape const& in) { return in.rank == 3 ? problem::none : problem::needs_image; }
    static constexpr shape out(shape const& in) { return {in.channels(), 1, 1}; }
    static constexpr domain values(domain const& in) { return in; }
    static constexpr memory_order order(boundary const& in) { return {in.extents.channels(), 1}; }
    static constexpr pool_geometry geometry(shape const& in) {
        window whole;
        whole.kernel = {in.height(), in.width()};
        return {in.height(), in.width(), in.channels(), 1, 1, whole};
    }
    static constexpr size_t multiply_accumulates(shape const&) { return 0; }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "global_avg_pool"; }
    static constexpr detail::window_settings settings{};
};

}  // namespace constexplain
