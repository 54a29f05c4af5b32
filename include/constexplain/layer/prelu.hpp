#pragma once
/// Rectifiers whose slopes are learned.
#include <constexplain/layer/layer.hpp>

namespace constexplain {

/// x where it is positive, weight_c x elsewhere, with one weight for each channel of an image or a sequence, or for each
/// element of a vector (He et al., ICCV 2015). The weights may have any sign, so the output is of any sign unless the
/// input is known not to be negative.
struct prelu : kind::activation, detail::channel_arrays, detail::elementwise {
    static constexpr domain values(domain const& in) { return in.is_non_negative() ? in : domain::reals(); }
    static constexpr auto parameter_arrays(shape const& in) {
        return std::array{parameter_array{"weight", shape{in.run_length()}}};
    }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "prelu"; }
};

}  // namespace constexplain
