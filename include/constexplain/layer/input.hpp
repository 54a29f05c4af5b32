#pragma once
/// The input of a network: its shape and the domain that its values live in.
#include <constexplain/layer/layer.hpp>

namespace constexplain {

/// Bounds of one channel, as a type: `box<0, 1>`. Any arithmetic literals.
template<auto Low, auto High>
struct box {
    static constexpr double low = static_cast<double>(Low);
    static constexpr double high = static_cast<double>(High);
    static_assert(low <= high, "box: the low bound must not exceed the high bound");
};

namespace detail {

struct any_reals {
    static constexpr domain values = domain::reals();
};
struct only_non_negative {
    static constexpr domain values = domain::non_negative();
};
template<auto Low, auto High>
struct one_box {
    static constexpr domain values = domain::box(box<Low, High>::low, box<Low, High>::high);
};
template<class... Boxes>
struct box_per_channel {
    static constexpr std::array<double, sizeof...(Boxes)> low{Boxes::low...};
    static constexpr std::array<double, sizeof...(Boxes)> high{Boxes::high...};
    static constexpr domain values = [] {
        domain hull{low[0], high[0], true};
        for (double v : low) hull.low = v < hull.low ? v : hull.low;
        for (double v : high) hull.high = v > hull.high ? v : hull.high;
        return hull;
    }();
};

template<class Bounds, size_t... Extents>
struct input_layer {
    static_assert(sizeof...(Extents) == 1 || sizeof...(Extents) == 3,
                  "input: give one extent (a vector) or three (channels, height, width)");
    static_assert(((Extents > 0) && ...), "input: every extent must be at least 1");

    using bounds = Bounds;
    static constexpr shape extents{Extents...};

    static constexpr boundary out() { return {extents, Bounds::values, natural_order(extents)}; }
    static constexpr void write(meta::text_writer& text) {
        text << "input(";
        for (size_t k = 0; k < extents.rank; ++k) text << (k > 0 ? "," : "") << extents[k];
        text << ")";
    }
};

}  // namespace detail

/// `input<784>` is a vector, `input<1, 28, 28>` channels, height, width. Its values are real numbers, unless
/// said otherwise: `::within<0, 1>`, `::non_negative`, `::within_per_channel<box<0, 1>, box<-1, 1>, ...>`.
template<size_t... Extents>
struct input : detail::input_layer<detail::any_reals, Extents...> {
    /// All values are at least 0.
    using non_negative = detail::input_layer<detail::only_non_negative, Extents...>;
    /// All values lie in [Low, High].
    template<auto Low, auto High>
    using within = detail::input_layer<detail::one_box<Low, High>, Extents...>;
    /// The values of channel c lie in the c-th box.
    template<class... Boxes>
        requires(sizeof...(Boxes) == shape{Extents...}.channels())
    using within_per_channel = detail::input_layer<detail::box_per_channel<Boxes...>, Extents...>;
};

}  // namespace constexplain
