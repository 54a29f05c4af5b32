#pragma once
/// Logistic sigmoid.
#include <constexplain/layer/layer.hpp>

namespace constexplain {

/// 1 / (1 + exp(-x)).
struct sigmoid : kind::activation, detail::elementwise {
    static constexpr domain values(domain const& in) {
        return domain::box(in.low >= 0 ? 0.5 : 0, in.high <= 0 ? 0.5 : 1);
    }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "sigmoid"; }
};

}  // namespace constexplain
