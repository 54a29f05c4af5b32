#pragma once
/// Local response normalisation.
#include <constexplain/layer/layer.hpp>
#include <constexplain/shape/image_of_domain.hpp>

namespace constexplain {

/// x_c / (Bias + Alpha / Size * sum of x_k^2)^Beta, the sum over the Size channels around c at the same pixel: from
/// c - floor((Size - 1) / 2) to c + ceil((Size - 1) / 2), as far as they exist (Krizhevsky, Sutskever and Hinton, NIPS
/// 2012, with ONNX's division by Size). Relevance passes through unless a rule set says otherwise (`pass`).
template<size_t Size, auto Alpha = 1e-4, auto Beta = 0.75, auto Bias = 1>
struct lrn : kind::normalisation, kind::keeps_sign, detail::elementwise {
    static constexpr size_t size = Size;
    static constexpr double alpha = static_cast<double>(Alpha), beta = static_cast<double>(Beta),
                            bias = static_cast<double>(Bias);
    static_assert(size > 0, "lrn: at least one channel");
    static_assert(alpha >= 0 && beta >= 0 && bias > 0, "lrn: alpha and beta are at least 0, bias is positive");

    static constexpr problem check(shape const& in) { return in.rank == 3 ? problem::none : problem::needs_image; }
    static constexpr domain values(domain const& in) {
        constexpr domain reals = domain::reals();
        domain const by_sign = detail::range_by_sign(in, reals.low, reals.high);
        return bias >= 1 ? detail::moved_outward({in.low < 0 ? in.low : 0, in.high > 0 ? in.high : 0}, by_sign)
                         : by_sign;
    }
    static constexpr void write(meta::text_writer& text, shape const&) {
        text << "lrn(" << size << "," << alpha << "," << beta << "," << bias << ")";
    }
};

}  // namespace constexplain
