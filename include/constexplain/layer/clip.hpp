#pragma once
/// Values kept between two ends.
#include <constexplain/layer/layer.hpp>

namespace constexplain {

/// min(max(x, Low), High): ONNX's Clip. Both ends are finite; where Low is 0 it is a rectifier. Its derivative is 1
/// between the ends, 0 at them and beyond.
template<auto Low, auto High>
struct clip : std::conditional_t<Low == 0, kind::rectifier, kind::activation>,
              std::conditional_t<(Low <= 0 && High > 0), kind::keeps_sign, detail::nothing>,
              detail::done_in_store {
    static constexpr double low = static_cast<double>(Low), high = static_cast<double>(High);
    static_assert(low <= high, "clip: the low end does not exceed the high end");

    static constexpr double at(double x) { return x < low ? low : x > high ? high : x; }
    static constexpr domain values(domain const& in) { return domain::box(at(in.low), at(in.high)); }
    static constexpr void write(meta::text_writer& text, shape const&) {
        text << "clip(" << low << "," << high << ")";
    }
};

/// min(max(x, 0), 6): Howard et al., "MobileNets", 2017.
using relu6 = clip<0, 6>;

}  // namespace constexplain
