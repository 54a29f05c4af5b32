#pragma once
/// Swish with a sigmoid in three straight pieces.
#include <constexplain/layer/layer.hpp>
#include <constexplain/shape/image_of_domain.hpp>

namespace constexplain {

/// x min(max(x / 6 + 1 / 2, 0), 1). Howard et al., "Searching for MobileNetV3", ICCV 2019. The derivative at -3 is 0,
/// at 3 it is 1.
struct hard_swish : kind::activation, kind::keeps_sign, detail::elementwise {
    static constexpr double at(double x) { return x <= -3 ? 0 : x >= 3 ? x : x * (x + 3) / 6; }
    static constexpr domain values(domain const& in) {
        return detail::with_identity_from(3, in, detail::image_of_valley(in, at, -1.5, -0.375));
    }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "hard_swish"; }
};

}  // namespace constexplain
