#pragma once
/// Max pooling.
#include <constexplain/layer/pooling.hpp>

namespace constexplain {

/// The largest value of each window, padding left out: `max_pool<2>`, `max_pool<3, stride<2>, padding<1>>`,
/// `max_pool<extent_2d{2, 3}>`. Windows lie side by side unless a stride is given.
template<extent_2d Kernel, class... Options>
struct max_pool : kind::max_pooling, detail::pool<Kernel, Options...> {
    using base = detail::pool<Kernel, Options...>;
    using options_cure = cure::choose_among_stride_padding_same_same_lower_dilation_round_up;

    static constexpr problem check(shape const& in) {
        // Padding never counts here.
        return base::settings.count_padding ? problem::foreign_option : base::check(in);
    }
    static constexpr domain values(domain const& in) { return in; }
    static constexpr void write(meta::text_writer& text, shape const& in) {
        base::write_as(text, "max_pool", in);
        text << ")";
    }
};

}  // namespace constexplain
