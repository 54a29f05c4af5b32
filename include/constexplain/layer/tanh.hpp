#pragma once
/// Hyperbolic tangent.
#include <constexplain/layer/layer.hpp>

namespace constexplain {

/// tanh(x).
struct tanh : kind::activation, kind::keeps_sign, detail::elementwise {
    static constexpr domain values(domain const& in) {
        return domain::box(in.low >= 0 ? 0 : -1, in.high <= 0 ? 0 : 1);
    }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "tanh"; }
};

/// The same by a name that stays unambiguous beside the C library's ::tanh after `using namespace constexplain`.
using tanh_activation = tanh;

}  // namespace constexplain
