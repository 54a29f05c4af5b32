#pragma once
/// One-dimensional convolution (cross-correlation, as in ONNX and PyTorch).
#include <constexplain/layer/options_1d.hpp>

namespace constexplain {

/// `Width` output channels over channels, length. Options as of `conv2d`, each with one number: `kernel<3>` (needed),
/// `stride<2>`, `padding<all>` or `padding<before, after>`, `same`, `same_lower`, `dilation`, `groups`, `without_bias`.
/// Weights are stored [out][in / groups][length]. A sequence is read behind `sequence_to_channels`.
template<size_t Width, class... Options>
struct conv1d
    : kind::convolution,
      detail::options_over_length<
          needs::options_of_a_convolution,
          cure::choose_among_kernel_stride_padding_same_same_lower_dilation_groups_without_bias, Options...> {
    static constexpr auto settings =
        detail::along_length(detail::settings_of<Options...>(), detail::have_one_axis<Options...>);
    using shape_needed = detail::reads_channels::shape_needed;
    using shape_cure = detail::reads_channels::shape_cure;
    static constexpr size_t least_length =
        detail::least_extent(settings.over.span_width(), settings.over.padding.left + settings.over.padding.right);

    static constexpr problem check(shape const& in) {
        if (settings.wrong != problem::none) return settings.wrong;
        if (settings.count_padding || settings.over.round_up) return problem::foreign_option;
        if (Width == 0) return problem::no_outputs;
        if (!settings.has_kernel) return problem::no_kernel;
        if (Width % settings.groups != 0) return problem::groups_do_not_divide_outputs;
        if (detail::reads_channels::check(in) != problem::none) return problem::needs_another_shape;
        if (in.channels() % settings.groups != 0) return problem::groups_do_not_divide;
        return settings.over.fits(1, in[1]) ? problem::none : problem::window_too_long;
    }
    static constexpr shape out(shape const& in) { return {Width, settings.over.out_width(in[1])}; }
    static constexpr domain values(domain const&) { return domain::reals(); }
    static constexpr memory_order order(boundary const& in) { return detail::natural_order(out(in.extents)); }
    /// The length is the width of an image of one row: kernels take neighbouring pixels of a row together.
    static constexpr linear_geometry geometry(shape const& in) {
        return {1,
                in[1],
                in.channels(),
                1,
                out(in)[1],
                Width,
                settings.over.over(1, in[1]),
                settings.groups,
                settings.bias};
    }
    static constexpr size_t multiply_accumulates(shape const& in) { return geometry(in).multiply_accumulates(); }
    static constexpr auto parameter_arrays(shape const& in) {
        return detail::weight_and_bias<settings.bias>(
            {Width, in.channels() / settings.groups, settings.over.kernel.width}, Width);
    }
    static constexpr void write(meta::text_writer& text, shape const& in) {
        window const over = settings.over.over(1, in[1]);
        text << "conv1d(" << Width << ",k=" << over.kernel.width << ",s=" << over.stride.width
             << ",p=" << over.padding.left << "," << over.padding.right << ",d=" << over.dilation.width
             << ",g=" << settings.groups << (settings.bias ? ",bias)" : ",no_bias)");
    }
};

}  // namespace constexplain
