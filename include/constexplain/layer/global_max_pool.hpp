#pragma once
/// Global max pooling.
#include <constexplain/layer/global_avg_pool.hpp>

namespace constexplain {

/// The largest value of each channel: channels, height, width become channels, 1, 1, and channels, length become
/// channels, 1.
struct global_max_pool : kind::max_pooling, detail::global_pool {
    static constexpr void write(meta::text_writer& text, shape const&) { text << "global_max_pool"; }
};

}  // namespace constexplain
