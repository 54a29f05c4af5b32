#pragma once
/// Two-dimensional convolution (cross-correlation, as in ONNX and PyTorch).
#include <constexplain/layer/options.hpp>

namespace constexplain {

/// `Width` output channels over channels, height, width. Options: `kernel` (needed), `stride`, `padding`,
/// `same`, `same_lower`, `dilation`, `groups`, `without_bias`. Weights are stored [out][in / groups][h][w].
template<size_t Width, class... Options>
struct conv2d : kind::convolution {
    static constexpr auto settings = detail::settings_of<Options...>();
    using options_needed = needs::options_of_a_convolution;
    using options_cure = cure::choose_among_kernel_stride_padding_same_same_lower_dilation_groups_without_bias;

    static constexpr problem check(shape const& in) {
        if (settings.wrong != problem::none) return settings.wrong;
        if (settings.count_padding || settings.over.round_up) return problem::foreign_option;
        if (Width == 0) return problem::no_outputs;
        if (!settings.has_kernel) return problem::no_kernel;
        if (Width % settings.groups != 0) return problem::groups_do_not_divide_outputs;
        if (in.rank != 3) return problem::needs_image;
        if (in.channels() % settings.groups != 0) return problem::groups_do_not_divide;
        return settings.over.fits(in.height(), in.width()) ? problem::none : problem::window_too_large;
    }
    static constexpr shape out(shape const& in) {
        return {Width, settings.over.out_height(in.height()), settings.over.out_width(in.width())};
    }
    static constexpr domain values(domain const&) { return domain::reals(); }
    static constexpr memory_order order(boundary const& in) { return detail::natural_order(out(in.extents)); }
    static constexpr linear_geometry geometry(shape const& in) {
        shape const to = out(in);
        return {in.height(),
                in.width(),
                in.channels(),
                to.height(),
                to.width(),
                Width,
                settings.over.over(in.height(), in.width()),
                settings.groups,
                settings.bias};
    }
    static constexpr size_t multiply_accumulates(shape const& in) { return geometry(in).multiply_accumulates(); }
    static constexpr auto parameter_arrays(shape const& in) {
        return detail::weight_and_bias<settings.bias>(
            {Width, in.channels() / settings.groups, settings.over.kernel.height, settings.over.kernel.width}, Width);
    }
    static constexpr void write(meta::text_writer& text, shape const& in) {
        text << "conv2d(" << Width << "," << settings.over.over(in.height(), in.width()) << ",g=" << settings.groups
             << (settings.bias ? ",bias)" : ",no_bias)");
    }
};

}  // namespace constexplain
