#pragma once
/// Average pooling.
#include <constexplain/layer/pooling.hpp>

namespace constexplain {

/// The mean of each window: over the taps inside the image, or over all of them with `count_padding`.
template<extent_2d Kernel, class... Options>
struct avg_pool : kind::average_pooling, detail::pool<Kernel, Options...> {
    using base = detail::pool<Kernel, Options...>;
    static constexpr bool sums = false;

    static constexpr domain values(domain const& in) {
        // Counted padding is a zero among the values.
        return base::settings.count_padding ? in.joined_with(0) : in;
    }
    static constexpr void write(meta::text_writer& text, shape const& in) {
        base::write_as(text, "avg_pool", in);
        text << (base::settings.count_padding ? ",count_padding)" : ",exclude_padding)");
    }
};

}  // namespace constexplain
