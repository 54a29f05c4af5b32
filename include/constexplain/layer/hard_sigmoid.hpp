#pragma once
/// Sigmoid in three straight pieces.
#include <constexplain/layer/layer.hpp>
#include <constexplain/shape/image_of_domain.hpp>

namespace constexplain {

/// min(max(Alpha x + Beta, 0), 1), with ONNX's numbers as defaults (PyTorch's Alpha is 1 / 6). Courbariaux et al.,
/// NIPS 2015. The derivative at both kinks is 0.
template<auto Alpha = 0.2, auto Beta = 0.5>
struct hard_sigmoid : kind::activation,
                      std::conditional_t<Beta == 0, kind::keeps_sign, detail::nothing>,
                      detail::elementwise {
    static constexpr double alpha = static_cast<double>(Alpha), beta = static_cast<double>(Beta);
    static_assert(alpha > 0, "hard_sigmoid: alpha is positive");

    static constexpr double at(double x) { return clipped(alpha * x + beta); }
    static constexpr domain values(domain const& in) {
        // What rounds is a share of the terms, which may cancel.
        auto const moved = [](double x, double margin) {
            double const term = alpha * x;
            return clipped(term + beta + margin * ((term < 0 ? -term : term) + (beta < 0 ? -beta : beta)));
        };
        return domain::box(moved(in.low, -detail::outward_margin), moved(in.high, detail::outward_margin));
    }
    static constexpr void write(meta::text_writer& text, shape const&) {
        text << "hard_sigmoid(" << alpha << "," << beta << ")";
    }

private:
    static constexpr double clipped(double y) { return y < 0 ? 0 : y > 1 ? 1 : y; }
};

}  // namespace constexplain
