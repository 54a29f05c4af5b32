#pragma once
/// Exponential linear units.
#include <constexplain/layer/layer.hpp>
#include <constexplain/meta/elementary.hpp>
#include <constexplain/shape/image_of_domain.hpp>

namespace constexplain {

/// Gamma x where x is positive, Gamma Alpha (exp(x) - 1) elsewhere: ONNX's Elu and Selu. Clevert et al., ICLR 2016.
template<auto Alpha = 1, auto Gamma = 1>
struct elu : kind::activation, kind::keeps_sign, detail::elementwise {
    static constexpr double alpha = static_cast<double>(Alpha), gamma = static_cast<double>(Gamma);
    static_assert(alpha >= 0, "elu: alpha is at least 0");
    static_assert(gamma > 0, "elu: gamma is positive");

    static constexpr double at(double x) {
        if (!(x <= 0)) return gamma * x;
        double const t = elementary::tanh(x / 2);
        return gamma * alpha * (2 * t / (1 - t));  // exp(x) - 1 without cancellation
    }
    static constexpr domain values(domain const& in) {
        auto const range = detail::range_by_sign(in, -gamma * alpha, domain{}.high);
        auto const image = detail::image_of_increasing(in, at, range);
        return gamma == 1 ? detail::with_identity_from(0, in, image) : image;
    }
    static constexpr void write(meta::text_writer& text, shape const&) {
        text << "elu(" << alpha;
        if (gamma != 1) text << "," << gamma;
        text << ")";
    }
};

/// With the numbers that keep mean 0 and variance 1. Klambauer et al., NIPS 2017.
using selu = elu<1.67326319217681884765625, 1.05070102214813232421875>;

}  // namespace constexplain
