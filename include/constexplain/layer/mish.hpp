#pragma once
/// Mish.
#include <constexplain/layer/layer.hpp>
#include <constexplain/meta/elementary.hpp>
#include <constexplain/shape/image_of_domain.hpp>

namespace constexplain {

/// x tanh(log(1 + exp(x))). Misra, BMVC 2020.
struct mish : kind::activation, kind::keeps_sign, detail::elementwise {
    static constexpr double at(double x) {
        if (x < -750) return -0.0;
        // tanh(log(1 + e)) = e (e + 2) / (e (e + 2) + 2), for x > 0 in exp(-x).
        double const e = elementary::exp(x > 0 ? -x : x), part = x > 0 ? 1 + 2 * e : e * (e + 2);
        return x * (part / (part + (x > 0 ? 2 * e * e : 2)));
    }
    static constexpr domain values(domain const& in) {
        return detail::image_of_valley(in, at, -1.1924312145154952, -0.308843413017251);
    }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "mish"; }
};

}  // namespace constexplain
