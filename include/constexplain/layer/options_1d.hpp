#pragma once
/// Options of windows over a length: the same as over height and width, with one number where those have two.
#include <constexplain/layer/options.hpp>
#include <constexplain/layer/sequence.hpp>

namespace constexplain::detail {

template<class Option>
inline constexpr bool is_of_one_axis = true;
template<size_t Height, size_t Width>
inline constexpr bool is_of_one_axis<kernel<Height, Width>> = Height == Width;
template<size_t Vertical, size_t Horizontal>
inline constexpr bool is_of_one_axis<stride<Vertical, Horizontal>> = Vertical == Horizontal;
template<size_t Vertical, size_t Horizontal>
inline constexpr bool is_of_one_axis<dilation<Vertical, Horizontal>> = Vertical == Horizontal;
template<size_t... Sides>
inline constexpr bool is_of_one_axis<padding<Sides...>> = sizeof...(Sides) <= 2;

/// Options as of a window along the width: `padding<all>` or `padding<before, after>`.
constexpr window_settings along_length(window_settings s, bool have_one_axis) {
    if (!have_one_axis) s.object(problem::foreign_option);
    window& w = s.over;
    w.kernel.height = w.stride.height = w.dilation.height = 1;
    w.padding = {0, w.padding.top, 0, w.padding.left};
    return s;
}
template<class... Options>
inline constexpr bool have_one_axis = (... && is_of_one_axis<Options>);

/// What a message names where options are wrong: the numbers for a second axis first.
template<class Needs, class Cure, class... Options>
struct options_over_length {
    using options_needed = std::conditional_t<have_one_axis<Options...>, Needs, needs::numbers_for_one_axis>;
    using options_cure = std::conditional_t<have_one_axis<Options...>, Cure,
                                            cure::write_one_number_in_each_option_and_padding_all_or_before_after>;
};

}  // namespace constexplain::detail
