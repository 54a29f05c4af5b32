#pragma once
/// Gaussian error linear units.
#include <constexplain/layer/layer.hpp>
#include <constexplain/meta/elementary.hpp>
#include <constexplain/shape/image_of_domain.hpp>

namespace constexplain {

/// x Phi(x) = x (1 + erf(x / sqrt(2))) / 2, Phi the normal distribution function. Hendrycks and Gimpel, 2016.
struct gelu : kind::activation, kind::keeps_sign, detail::elementwise {
    static constexpr double at(double x) { return x < -40 ? -0.0 : x * elementary::normal_cdf(x); }
    static constexpr domain values(domain const& in) {
        return detail::image_of_valley(in, at, -0.75179152469356446, -0.169971207479904);
    }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "gelu"; }
};

/// x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2, the same source's approximation of gelu to 5e-4.
struct gelu_tanh : kind::activation, kind::keeps_sign, detail::elementwise {
    /// The whole is x sigmoid(linear x + cubic x^3): no cancellation below 0.
    static constexpr double linear = 1.5957691216057307, cubic = 0.071354816272600246;

    static constexpr double at(double x) {
        if (x > 40) return x;
        return x < -40 ? -0.0 : x * elementary::sigmoid(x * (linear + cubic * x * x));
    }
    static constexpr domain values(domain const& in) {
        // The relative error grows with the argument of the sigmoid, 750 at most before all is 0.
        return detail::image_of_valley(in, at, -0.75246142207101626, -0.170040750571255, 0x1p-40);
    }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "gelu_tanh"; }
};

}  // namespace constexplain
