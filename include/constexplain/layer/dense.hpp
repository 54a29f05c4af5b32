#pragma once
/// Fully connected layer.
#include <constexplain/layer/options.hpp>

namespace constexplain {

/// z_j = sum_i x_i w_ij + b_j, from a vector to a vector of `Width` elements. Weights are stored [out][in].
template<size_t Width, class... Options>
struct dense : kind::dense {
    static constexpr auto settings = detail::settings_of<Options...>();
    using options_needed = needs::without_bias_as_its_only_option;
    using options_cure = cure::write_no_other_option_than_without_bias;

    static constexpr problem check(shape const& in) {
        if (!(std::is_same_v<Options, without_bias> && ...)) return problem::foreign_option;
        if (Width == 0) return problem::no_outputs;
        return in.rank == 1 ? problem::none : problem::needs_vector;
    }
    static constexpr shape out(shape const&) { return shape{Width}; }
    static constexpr domain values(domain const&) { return domain::reals(); }
    static constexpr memory_order order(boundary const&) { return {Width, 1}; }
    static constexpr linear_geometry geometry(shape const& in) {
        linear_geometry g;
        g.in_channels = in.count();
        g.out_channels = Width;
        g.has_bias = settings.bias;
        return g;
    }
    static constexpr size_t multiply_accumulates(shape const& in) { return in.count() * Width; }
    static constexpr auto parameter_arrays(shape const& in) {
        return detail::weight_and_bias<settings.bias>({Width, in.count()}, Width);
    }
    static constexpr void write(meta::text_writer& text, shape const&) {
        text << "dense(" << Width << (settings.bias ? ",bias)" : ",no_bias)");
    }
};

}  // namespace constexplain
