#pragma once
/// What every layer description offers: kinds that rules select on, the state of a layer boundary, problems.
///
/// A description holds no numbers and no tensors: it maps shapes to shapes, domains to domains, and counts.
#include <constexplain/shape/domain.hpp>
#include <constexplain/shape/geometry.hpp>

#include <string_view>

namespace constexplain {

/// The kinds of layers. Selectors such as `convolutions` choose by them; each description derives from one.
namespace kind {
struct any {};
struct linear : any {};
struct convolution : linear {};
struct dense : linear {};
/// A factor and an offset for each channel.
struct channelwise : linear {};
struct activation : any {};
struct rectifier : activation {};
/// Beside one of the others: the output is positive exactly where the input is.
struct keeps_sign {};
struct pooling : any {};
struct average_pooling : pooling {};
struct max_pooling : pooling {};
struct reordering : any {};
/// Elements go to other places in memory.
struct moving : any {};
struct padding : moving {};
struct permutation : moving {};
/// Rows of a table.
struct lookup : any {};
/// A state that is carried from step to step of a sequence.
struct recurrent : any {};
/// Each output depends on several inputs, by more than their sum.
struct normalisation : any {};
struct softmax : normalisation {};
/// Layers that join branches.
struct joining : any {};
struct sum : joining {};
struct concatenation : joining {};
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

template<class L>
concept moving_layer = std::is_base_of_v<kind::moving, L>;

template<class L>
concept normalisation_layer = std::is_base_of_v<kind::normalisation, L>;

template<class L>
concept lookup_layer = std::is_base_of_v<kind::lookup, L>;

template<class L>
concept recurrent_layer = std::is_base_of_v<kind::recurrent, L>;

template<class L>
concept joining_layer = std::is_base_of_v<kind::joining, L>;

/// One array of a layer's parameters, as users see it.
struct parameter_array {
    std::string_view role;  ///< its name behind the layer's: "weight"
    shape extents;          ///< row-major
};

/// A layer that has parameters: `L::parameter_arrays(shape before it)` lists them.
template<class L>
concept parameterised_layer = layer_description<L> && requires(shape in) { L::parameter_arrays(in); };

/// What is known of the values between two layers.
struct boundary {
    shape extents{};
    domain values{};
    memory_order order{};
};

/// Why a layer cannot follow what is before it, or is itself described wrongly.
enum class problem : unsigned char {
    none,
    needs_vector,
    needs_image,
    window_too_large,
    window_beside_the_image,
    groups_do_not_divide,
    name_taken,
    not_a_layer,
    no_outputs,
    no_kernel,
    zero_in_an_option,
    sides_of_padding,
    padding_too_large,
    groups_do_not_divide_outputs,
    foreign_option,
    needs_another_shape,
    window_too_long,
    too_few_branches,
    branches_differ,
    branches_do_not_align
};

namespace detail {

/// The least extent for which a window of this span fits beside so many zeros.
constexpr size_t least_extent(size_t span, size_t zeros) { return span > zeros ? span - zeros : 1; }

/// What a problem needs and how it is cured, as the type that a message prints. `Where` is the layer at its
/// place, `Given` the shape before it.
template<problem P, class L, class Where, class Given>
constexpr auto complaint() {
    using enum problem;
    if constexpr (P == needs_vector) {
        return std::type_identity<SHAPE_MISMATCH<Where, needs::a_vector, Given, cure::put_flatten_before_it>>{};
    } else if constexpr (P == needs_image) {
        return std::type_identity<
            SHAPE_MISMATCH<Where, needs::channels_height_width, Given,
                           cure::put_it_before_flatten_or_declare_input_as_channels_height_width>>{};
    } else if constexpr (P == window_too_large) {
        constexpr window over = L::settings.over;
        constexpr size_t height = least_extent(over.span_height(), over.padding.top + over.padding.bottom);
        constexpr size_t width = least_extent(over.span_width(), over.padding.left + over.padding.right);
        return std::type_identity<SHAPE_MISMATCH<Where, needs::height_and_width_of_at_least<height, width>, Given,
                                                 cure::use_a_smaller_kernel_or_dilation_or_more_padding>>{};
    } else if constexpr (P == window_beside_the_image) {
        return std::type_identity<SHAPE_MISMATCH<Where, needs::at_least_one_tap_of_every_window_inside_the_image,
                                                 Given, cure::use_a_smaller_dilation_or_less_padding>>{};
    } else if constexpr (P == groups_do_not_divide) {
        return std::type_identity<SHAPE_MISMATCH<Where, needs::channels_divisible_by<L::settings.groups>, Given,
                                                 cure::choose_groups_that_divide_the_input_channels>>{};
    } else if constexpr (P == name_taken) {
        return std::type_identity<
            LAYER_MISUSED<Where, needs::a_name_of_its_own, cure::give_each_layer_with_parameters_another_name>>{};
    } else if constexpr (P == not_a_layer) {
        return std::type_identity<LAYER_MISUSED<Where, needs::a_layer_description,
                                                cure::list_layers_only_such_as_dense_10_or_relu_or_flatten>>{};
    } else if constexpr (P == no_outputs) {
        return std::type_identity<LAYER_MISUSED<Where, needs::at_least_one_output,
                                                cure::give_it_a_width_such_as_dense_10_or_conv2d_16_kernel_3>>{};
    } else if constexpr (P == no_kernel) {
        return std::type_identity<
            LAYER_MISUSED<Where, needs::a_kernel, cure::give_it_a_kernel_as_in_conv2d_16_kernel_3>>{};
    } else if constexpr (P == zero_in_an_option) {
        return std::type_identity<
            LAYER_MISUSED<Where, needs::numbers_of_at_least_1, cure::leave_it_out_or_write_at_least_1>>{};
    } else if constexpr (P == sides_of_padding) {
        return std::type_identity<
            LAYER_MISUSED<Where, needs::one_two_or_four_numbers_of_padding,
                          cure::write_padding_all_or_vertical_horizontal_or_top_left_bottom_right>>{};
    } else if constexpr (P == padding_too_large) {
        return std::type_identity<LAYER_MISUSED<Where, needs::padding_smaller_than_the_window,
                                                cure::use_less_padding_or_a_larger_window>>{};
    } else if constexpr (P == groups_do_not_divide_outputs) {
        return std::type_identity<LAYER_MISUSED<Where, needs::output_channels_divisible_by<L::settings.groups>,
                                                cure::choose_groups_that_divide_the_output_channels>>{};
    } else if constexpr (P == foreign_option) {
        return std::type_identity<LAYER_MISUSED<Where, typename L::options_needed, typename L::options_cure>>{};
    } else if constexpr (P == needs_another_shape) {
        return std::type_identity<SHAPE_MISMATCH<Where, typename L::shape_needed, Given, typename L::shape_cure>>{};
    } else if constexpr (P == window_too_long) {
        return std::type_identity<SHAPE_MISMATCH<Where, needs::length_of_at_least<L::least_length>, Given,
                                                 cure::use_a_smaller_kernel_or_dilation_or_more_padding>>{};
    } else if constexpr (P == too_few_branches) {
        return std::type_identity<
            LAYER_MISUSED<Where, needs::at_least_two_branches, cure::write_layers_of_one_branch_without_parallel>>{};
    } else if constexpr (P == branches_differ) {
        return std::type_identity<SHAPE_MISMATCH<Where, needs::branches_of_one_shape, Given,
                                                 cure::project_the_shortcut_with_a_convolution_of_kernel_1>>{};
    } else if constexpr (P == branches_do_not_align) {
        return std::type_identity<SHAPE_MISMATCH<Where, needs::branches_equal_in_all_but_their_channels, Given,
                                                 cure::give_the_branches_the_same_strides_and_padding>>{};
    }
}

/// Shared by layers that change no shape and have no parameters.
struct elementwise {
    static constexpr problem check(shape const&) { return problem::none; }
    static constexpr shape out(shape const& in) { return in; }
    static constexpr size_t multiply_accumulates(shape const&) { return 0; }
    static constexpr memory_order order(boundary const& in) { return in.order; }
};

/// So little work that a linear layer in front does it while it stores its sums.
struct done_in_store : elementwise {};

/// A layer each of whose arrays has a number for each channel, or for each element of a vector. Their kernels read them
/// in the order in memory.
struct channel_arrays {};

/// The arrays of a linear layer.
template<bool HasBias>
constexpr auto weight_and_bias(shape const& weight, size_t outputs) {
    if constexpr (HasBias)
        return std::array{parameter_array{"weight", weight}, parameter_array{"bias", shape{outputs}}};
    else
        return std::array{parameter_array{"weight", weight}};
}

/// The order in memory of an image, a vector or a sequence that a kernel writes.
constexpr memory_order natural_order(shape const& s) {
    return s.steps_first ? memory_order{1, s.count()} : memory_order{s.channels(), s.height() * s.width()};
}

}  // namespace detail

namespace detail {
struct nothing {};
}  // namespace detail

/// A layer with a name, which selectors (`layer_named<"stem">`) and parameter files (`stem.weight`) can use.
template<fixed_string Name, class L>
struct named : std::conditional_t<layer_description<L>, L, detail::nothing> {
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
