#pragma once
/// The input of a network: its shape and the domain that its values live in.
#include <constexplain/layer/layer.hpp>

namespace constexplain {

/// Bounds of one channel, as a type: `box<0, 1>`. Any arithmetic literals.
template<auto Low, auto High>
struct box {
    static constexpr double low = static_cast<double>(Low);
    static constexpr double high = static_cast<double>(High);
};

/// A count of boxes as a fact of a message.
template<size_t Count>
struct boxes;

namespace detail {

struct input_tag {};

template<class Box>
struct box_mistake;
template<auto Low, auto High>
struct box_mistake<box<Low, High>> {
    using type = unless<(box<Low, High>::low <= box<Low, High>::high),
                        INPUT_MISUSED<needs::a_low_bound_that_does_not_exceed_the_high_bound, box<Low, High>,
                                      cure::write_the_low_bound_first>>;
};

// Each kind of bounds says what is wrong with it for an input of so many channels.
struct any_reals {
    static constexpr domain values = domain::reals();
    template<size_t Channels>
    using mistake = void;
};
struct only_non_negative {
    static constexpr domain values = domain::non_negative();
    template<size_t Channels>
    using mistake = void;
};
template<auto Low, auto High>
struct one_box {
    static constexpr domain values = domain::box(box<Low, High>::low, box<Low, High>::high);
    template<size_t Channels>
    using mistake = typename box_mistake<box<Low, High>>::type;
};
template<class... Boxes>
struct box_per_channel {
    template<size_t Channels>
    using mistake = first_mistake_t<
        unless<sizeof...(Boxes) == Channels,
               INPUT_MISUSED<needs::one_box_for_each_of_the_channels<Channels>, boxes<sizeof...(Boxes)>,
                             cure::write_one_box_low_high_for_each_channel_or_within_low_high_for_all>>,
        typename box_mistake<Boxes>::type...>;
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
struct input_layer : input_tag {
    using bounds = Bounds;
    static constexpr bool has_rank = sizeof...(Extents) >= 1 && sizeof...(Extents) <= 3;
    static constexpr shape extents = [] {
        if constexpr (has_rank)
            return shape{Extents...};
        else
            return shape{};
    }();
    using mistake = first_mistake_t<
        unless<has_rank,
               INPUT_MISUSED<needs::one_two_or_three_extents, given<Extents...>,
                             cure::write_a_vector_as_input_784_and_an_image_as_input_1_28_28_channels_first>>,
        unless<((Extents > 0) && ...), INPUT_MISUSED<needs::extents_of_at_least_1, given<Extents...>,
                                                     cure::leave_it_out_or_write_at_least_1>>,
        typename Bounds::template mistake<extents.channels()>>;

    static constexpr boundary out() { return {extents, Bounds::values, natural_order(extents)}; }
    static constexpr void write(meta::text_writer& text) {
        text << "input(";
        for (size_t k = 0; k < extents.rank; ++k) text << (k > 0 ? "," : "") << extents[k];
        text << ")";
    }
};

}  // namespace detail

/// `input<784>` is a vector, `input<4, 100>` channels, length, `input<1, 28, 28>` channels, height, width. Its values
/// are real numbers, unless said otherwise: `::within<0, 1>`, `::non_negative`,
/// `::within_per_channel<box<0, 1>, box<-1, 1>, ...>`.
template<size_t... Extents>
struct input : detail::input_layer<detail::any_reals, Extents...> {
    /// All values are at least 0.
    using non_negative = detail::input_layer<detail::only_non_negative, Extents...>;
    /// All values lie in [Low, High].
    template<auto Low, auto High>
    using within = detail::input_layer<detail::one_box<Low, High>, Extents...>;
    /// The values of channel c lie in the c-th box.
    template<class... Boxes>
    using within_per_channel = detail::input_layer<detail::box_per_channel<Boxes...>, Extents...>;
};

}  // namespace constexplain
