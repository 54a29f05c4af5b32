#pragma once
/// Max pooling.
#include <constexplain/layer/pooling.hpp>

namespace constexplain {

/// The largest value of each window, padding left out: `max_pool<2>`, `max_pool<3, stride<2>, padding<1>>`,
/// `max_pool<extent_2d{2, 3}>`. Windows lie side by side unless a stride is given.
template<extent_2d Kernel, layer_option... Options>
struct max_pool : kind::max_pooling, detail::pool<Kernel, Options...> {
    using base = detail::pool<Kernel, Options...>;
    static_assert(!base::settings.count_padding, "max_pool: padding never counts; count_padding is for avg_pool");
    // A window that holds padding only has no largest value.
    static_assert(base::settings.over.padding.top < base::settings.over.span_height() &&
                      base::settings.over.padding.bottom < base::settings.over.span_height() &&
                      base::settings.over.padding.left < base::settings.over.span_width() &&
                      base::settings.over.padding.right < base::settings.over.span_width(),
                  "max_pool: the padding must be smaller than the window");

    static constexpr domain values(domain const& in) { return in; }
    static constexpr void write(meta::text_writer& text, shape const& in) {
        base::write_as(text, "max_pool", in);
        text << ")";
    }
};

}  // namespace constexplain
