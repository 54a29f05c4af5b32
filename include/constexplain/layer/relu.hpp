#pragma once
/// Rectified linear units.
#include <constexplain/layer/layer.hpp>

namespace constexplain {

/// max(x, 0).
struct relu : kind::rectifier, kind::keeps_sign, detail::done_in_store {
    static constexpr domain values(domain const& in) {
        return {in.low > 0 ? in.low : 0, in.high > 0 ? in.high : 0, false};
    }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "relu"; }
};

/// x where it is positive, Slope * x elsewhere.
template<auto Slope = 0.01>
struct leaky_relu : kind::activation, kind::keeps_sign, detail::done_in_store {
    static constexpr double slope = static_cast<double>(Slope);
    static_assert(slope >= 0 && slope <= 1, "leaky_relu: the slope lies between 0 and 1");

    static constexpr domain values(domain const& in) {
        auto const map = [](double v) { return v >= 0 || slope == 1 ? v : slope == 0 ? 0.0 : slope * v; };
        return {map(in.low), map(in.high), false};
    }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "leaky_relu(" << slope << ")"; }
};

}  // namespace constexplain
