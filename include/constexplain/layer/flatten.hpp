#pragma once
/// Flattening an image to a vector.
#include <constexplain/layer/layer.hpp>

namespace constexplain {

/// Channels, height, width become one axis, in that order. Nothing moves in memory.
struct flatten : kind::reordering {
    static constexpr problem check(shape const&) { return problem::none; }
    static constexpr shape out(shape const& in) { return shape{in.count()}; }
    static constexpr domain values(domain const& in) { return in; }
    static constexpr memory_order order(boundary const& in) { return in.order; }
    static constexpr size_t multiply_accumulates(shape const&) { return 0; }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "flatten"; }
};

}  // namespace constexplain
