#pragma once
/// Global average pooling.
#include <constexplain/layer/options.hpp>

namespace constexplain {

namespace detail {

/// One window over all of an image, or of channels, length.
struct global_pool {
    static constexpr window_settings settings{};

    static constexpr problem check(shape const& in) {
        return in.rank == 3 || (in.rank == 2 && !in.steps_first) ? problem::none : problem::needs_image;
    }
    static constexpr shape out(shape const& in) {
        return in.rank == 2 ? shape{in.channels(), 1} : shape{in.channels(), 1, 1};
    }
    static constexpr domain values(domain const& in) { return in; }
    static constexpr memory_order order(boundary const& in) { return {in.extents.channels(), 1}; }
    static constexpr pool_geometry geometry(shape const& in) {
        window whole;
        whole.kernel = {in.height(), in.width()};
        return {in.height(), in.width(), in.channels(), 1, 1, whole};
    }
    static constexpr size_t multiply_accumulates(shape const&) { return 0; }
};

}  // namespace detail

/// The mean of each channel: channels, height, width become channels, 1, 1, and channels, length become channels, 1.
struct global_avg_pool : kind::average_pooling, detail::global_pool {
    static constexpr bool sums = false;
    static constexpr void write(meta::text_writer& text, shape const&) { text << "global_avg_pool"; }
};

}  // namespace constexplain
