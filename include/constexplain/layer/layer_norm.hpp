#pragma once
/// Layer normalisation.
#include <constexplain/layer/layer.hpp>

namespace constexplain {

/// weight (x - mean) / sqrt(variance + Epsilon) + bias, mean and variance over the elements of a vector or over the
/// features of each step of a sequence (Ba, Kiros and Hinton, 2016). Relevance passes through unless a rule set says
/// otherwise (`pass`).
template<auto Epsilon = 1e-5>
struct layer_norm : kind::normalisation, detail::channel_arrays, detail::elementwise {
    using shape_needed = needs::a_vector_or_a_sequence;
    using shape_cure = cure::put_flatten_or_channels_to_sequence_before_it;
    static constexpr double epsilon = static_cast<double>(Epsilon);
    static_assert(epsilon >= 0, "layer_norm: epsilon is at least 0");

    static constexpr problem check(shape const& in) {
        return in.rank == 1 || in.steps_first ? problem::none : problem::needs_another_shape;
    }
    static constexpr domain values(domain const&) { return domain::reals(); }
    static constexpr auto parameter_arrays(shape const& in) {
        shape const one_each{in.run_length()};
        return std::array{parameter_array{"weight", one_each}, parameter_array{"bias", one_each}};
    }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "layer_norm(" << epsilon << ")"; }
};

}  // namespace constexplain
