#pragma once
/// Sum pooling.
#include <constexplain/layer/pooling.hpp>

namespace constexplain {

/// The sum of each window.
template<extent_2d Kernel, class... Options>
struct sum_pool : kind::average_pooling, detail::pool<Kernel, Options...> {
    using base = detail::pool<Kernel, Options...>;
    static constexpr bool sums = true;

    static constexpr domain values(domain const& in) {
        double const taps = static_cast<double>(Kernel.height * Kernel.width);
        domain const hull = in.joined_with(0);  // a window may hold fewer taps at the border
        return {hull.low < 0 ? hull.low * taps : 0, hull.high > 0 ? hull.high * taps : 0, false};
    }
    static constexpr void write(meta::text_writer& text, shape const& in) {
        base::write_as(text, "sum_pool", in);
        text << ")";
    }
};

}  // namespace constexplain
