#pragma once
/// Softsign.
#include <constexplain/layer/layer.hpp>
#include <constexplain/shape/image_of_domain.hpp>

namespace constexplain {

/// x / (1 + |x|). Bergstra et al., 2009.
struct softsign : kind::activation, kind::keeps_sign, detail::elementwise {
    static constexpr double at(double x) {
        double const size = x < 0 ? -x : x;
        return size < 1e300 || !(x == x) ? x / (1 + size) : x < 0 ? -1 : 1;
    }
    static constexpr domain values(domain const& in) {
        return detail::image_of_increasing(in, at, detail::range_by_sign(in, -1, 1));
    }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "softsign"; }
};

}  // namespace constexplain
