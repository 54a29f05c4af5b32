#pragma once
/// Sigmoid linear unit.
#include <constexplain/layer/layer.hpp>
#include <constexplain/meta/elementary.hpp>
#include <constexplain/shape/image_of_domain.hpp>

namespace constexplain {

/// x / (1 + exp(-x)), also called swish. Elfwing et al., Neural Networks 107, 2018; Ramachandran et al., 2017.
struct silu : kind::activation, kind::keeps_sign, detail::elementwise {
    static constexpr double at(double x) { return x < -750 ? -0.0 : x * elementary::sigmoid(x); }
    static constexpr domain values(domain const& in) {
        return detail::image_of_valley(in, at, -1.2784645427610738, -0.278464542761074);
    }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "silu"; }
};

}  // namespace constexplain
