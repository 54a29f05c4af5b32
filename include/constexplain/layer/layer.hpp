#pragma once
/// What every layer description offers: kinds that rules select on, the state of a layer boundary, problems.
///
/// A description holds no numbers and no tensors: it maps shapes to shapes, domains to domains, and counts.
#include <constexplain/shape/domain.hpp>
#include <constexplain/shape/geometry.hpp>

namespace constexplain {

/// The kinds of layers. Selectors such as `convolutions` choose by them; each description derives from one.
namespace kind {
struct any {};
struct linear : any {};
struct convolution : linear {};
struct dense : linear {};
struct activation : any {};
struct pooling : any {};
struct average_pooling : pooling {};
struct max_pooling : pooling {};
struct reordering : any {};
struct normalisation : any {};
}  // namespace kind

/// A layer description.
template<class L>
concept layer_description = std::is_base_of_v<kind::any, L>;

template<class L>
concept linear_layer = std::is_base_of_v<kind::linear, L>;

template<class L>
concept pooling_layer = std::is_base_of_v<kind::pooling, L>;

template<class L>
concept activation_layer = std::is_base_of_v<kind::activation, L>;

/// What is known of the values between two layers.
struct boundary {
    shape extents{};
    domain values{};
    memory_order order{};
};

/// Why a layer cannot follow what is before it.
enum class problem : unsigned char { none, needs_vector, needs_image, window_too_large, groups_do_not_divide };

namespace detail {

/// What a problem needs and how it is cured, as types that messages print.
template<problem P, class L>
struct complaint;
template<class L>
struct complaint<problem::needs_vector, L> {
    using needs_ = needs::a_vector;
    using cure_ = cure::put_flatten_before_it;
};
template<class L>
struct complaint<problem::needs_image, L> {
    using needs_ = needs::channels_height_width;
    using cure_ = cure::put_it_before_flatten_or_declare_input_as_channels_height_width;
};
template<class L>
struct complaint<problem::window_too_large, L> {
    using needs_ =
        needs::height_and_width_of_at_least<L::settings.over.span_height() - L::settings.over.padding.top -
                                                L::settings.over.padding.bottom,
                                            L::settings.over.span_width() - L::settings.over.padding.left -
                                                L::settings.over.padding.right>;
    using cure_ = cure::use_a_smaller_kernel_or_dilation_or_more_padding;
};
template<class L>
struct complaint<problem::groups_do_not_divide, L> {
    using needs_ = needs::channels_divisible_by<L::settings.groups>;
    using cure_ = cure::choose_groups_that_divide_the_input_channels;
};

/// Shared by layers that change no shape and have no parameters.
struct elementwise {
    static constexpr problem check(shape const&) { return problem::none; }
    static constexpr shape out(shape const& in) { return in; }
    static constexpr size_t multiply_accumulates(shape const&) { return 0; }
    static constexpr memory_order order(boundary const& in) { return in.order; }
};

/// The order in memory of an image or a vector that a kernel writes.
constexpr memory_order natural_order(shape const& s) { return {s.channels(), s.height() * s.width()}; }

}  // namespace detail

/// A layer with a name, which selectors (`layer_named<"stem">`) and parameter files (`stem.weight`) can use.
template<fixed_string Name, layer_description L>
struct named : L {
    using description = L;
    static constexpr std::string_view name = Name.view();
};

/// The description without its name.
template<class L>
struct unnamed : std::type_identity<L> {};
template<fixed_string Name, class L>
struct unnamed<named<Name, L>> : std::type_identity<L> {};
template<class L>
using unnamed_t = typename unnamed<L>::type;

/// The name of a layer, empty where it has none.
template<class L>
inline constexpr std::string_view name_of{};
template<fixed_string Name, class L>
inline constexpr std::string_view name_of<named<Name, L>> = Name.view();

}  // namespace constexplain
