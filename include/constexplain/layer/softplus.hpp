#pragma once
/// Softplus.
#include <constexplain/layer/layer.hpp>
#include <constexplain/meta/elementary.hpp>
#include <constexplain/shape/image_of_domain.hpp>

namespace constexplain {

/// log(1 + exp(x)). Dugas et al., NIPS 2000.
struct softplus : kind::activation, detail::elementwise {
    static constexpr double at(double x) { return elementary::softplus(x); }
    static constexpr domain values(domain const& in) {
        return detail::image_of_increasing(in, at, domain::non_negative());
    }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "softplus"; }
};

}  // namespace constexplain
