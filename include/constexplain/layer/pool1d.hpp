#pragma once
/// Pooling over a length.
#include <constexplain/layer/options_1d.hpp>

namespace constexplain {

namespace detail {

/// A window for each channel of channels, length.
template<size_t Kernel, class Cure, class... Options>
struct pool_1d : options_over_length<needs::options_of_a_pooling_layer, Cure, Options...> {
    static constexpr auto settings =
        along_length(pool_settings_of<extent_2d{Kernel}, Options...>(), have_one_axis<Options...>);
    using shape_needed = reads_channels::shape_needed;
    using shape_cure = reads_channels::shape_cure;
    static constexpr size_t least_length =
        least_extent(settings.over.span_width(), settings.over.padding.left + settings.over.padding.right);

    static constexpr problem check(shape const& in) {
        constexpr window over = settings.over;
        if (settings.wrong != problem::none) return settings.wrong;
        if (over.padding.left >= over.span_width() || over.padding.right >= over.span_width())
            return problem::padding_too_large;
        if (reads_channels::check(in) != problem::none) return problem::needs_another_shape;
        if (!over.fits(1, in[1])) return problem::window_too_long;
        return over.every_window_meets(1, in[1]) ? problem::none : problem::window_beside_the_image;
    }
    static constexpr shape out(shape const& in) { return {in.channels(), settings.over.out_width(in[1])}; }
    static constexpr memory_order order(boundary const& in) { return natural_order(out(in.extents)); }
    static constexpr pool_geometry geometry(shape const& in) {
        return {1, in[1], in.channels(), 1, out(in)[1], settings.over.over(1, in[1])};
    }
    static constexpr size_t multiply_accumulates(shape const&) { return 0; }
    static constexpr void write_as(meta::text_writer& text, std::string_view name, shape const& in) {
        window const over = settings.over.over(1, in[1]);
        text << name << "(k=" << over.kernel.width << ",s=" << over.stride.width << ",p=" << over.padding.left << ","
             << over.padding.right << ",d=" << over.dilation.width << (over.round_up ? ",round_up" : "");
    }
};

}  // namespace detail

/// The largest value of each window, padding left out: `max_pool1d<2>`, `max_pool1d<3, stride<2>, padding<1, 0>>`.
template<size_t Kernel, class... Options>
struct max_pool1d
    : kind::max_pooling,
      detail::pool_1d<Kernel, cure::choose_among_stride_padding_same_same_lower_dilation_round_up, Options...> {
    using base =
        detail::pool_1d<Kernel, cure::choose_among_stride_padding_same_same_lower_dilation_round_up, Options...>;

    static constexpr problem check(shape const& in) {
        return base::settings.count_padding ? problem::foreign_option : base::check(in);
    }
    static constexpr domain values(domain const& in) { return in; }
    static constexpr void write(meta::text_writer& text, shape const& in) {
        base::write_as(text, "max_pool1d", in);
        text << ")";
    }
};

/// The mean of each window: over the taps inside, or over all of them with `count_padding`.
template<size_t Kernel, class... Options>
struct avg_pool1d
    : kind::average_pooling,
      detail::pool_1d<Kernel, cure::choose_among_stride_padding_same_same_lower_dilation_round_up_count_padding,
                      Options...> {
    using base =
        detail::pool_1d<Kernel, cure::choose_among_stride_padding_same_same_lower_dilation_round_up_count_padding,
                        Options...>;
    static constexpr bool sums = false;

    static constexpr domain values(domain const& in) { return base::settings.count_padding ? in.joined_with(0) : in; }
    static constexpr void write(meta::text_writer& text, shape const& in) {
        base::write_as(text, "avg_pool1d", in);
        text << (base::settings.count_padding ? ",count_padding)" : ",exclude_padding)");
    }
};

}  // namespace constexplain
