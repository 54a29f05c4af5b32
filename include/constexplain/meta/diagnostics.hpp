#pragma once
/// How a mistake is told: an undefined template is named as the problem and its arguments are the facts.
///
/// Compilers print the name of an incomplete type on the `error:` line itself, so the facts need no notes.
/// `docs/errors.md` shows every message.
#include <constexplain/meta/pack.hpp>

namespace constexplain {

/// Where: the layer's index in the network's list (the input is not counted) and its description.
template<size_t Index, class Description>
struct layer;

/// What was found: a shape, channels first.
template<size_t... Extents>
struct given;

/// The problems. None of them is ever defined: naming one is the error.
template<class Where, class Needs, class Given, class Cure>
struct SHAPE_MISMATCH;
template<class Where, class Needs, class Given, class Cure>
struct LAYER_MISUSED;
template<class Where, class Rule, class Needs, class Given, class Cure>
struct RULE_NOT_ADMISSIBLE;
template<class Where, class Rule, class Cure>
struct RULE_DOES_NOT_APPLY;
template<class Where, class Cure>
struct LAYER_WITHOUT_RULE;
template<class Selector, class Needs, class Cure>
struct SELECTOR_FINDS_NOTHING;
template<class Needed, class Given, class Cure>
struct INPUT_MISMATCH;
template<class Parameter, class Needed, class Given, class Cure>
struct PARAMETER_MISMATCH;
template<class Class, class Classes, class Cure>
struct CLASS_OUT_OF_RANGE;
template<class Needed, class Limit, class Cure>
struct STACK_LIMIT_EXCEEDED;

/// The needs that a message can state.
namespace needs {
struct a_vector;
struct channels_height_width;
template<size_t Height, size_t Width>
struct height_and_width_of_at_least;
template<size_t Divisor>
struct channels_divisible_by;
struct non_negative_inputs;
struct finite_bounds_of_the_inputs;
struct at_least_one_layer;
}  // namespace needs

/// The cures that a message can name.
namespace cure {
struct put_flatten_before_it;
struct put_it_before_flatten_or_declare_input_as_channels_height_width;
struct use_a_smaller_kernel_or_dilation_or_more_padding;
struct choose_groups_that_divide_the_input_channels;
struct put_a_relu_before_it_or_declare_the_inputs_domain_or_write_unchecked;
struct declare_the_inputs_bounds_with_within_low_high;
struct put_a_bounded_activation_before_it_or_choose_another_rule;
struct choose_a_rule_for_this_kind_of_layer;
struct add_an_on_entry_that_selects_it;
struct explain_before_the_softmax_or_add_an_on_entry_for_it;
struct count_layers_from_0_without_the_input_or_give_the_layer_that_name_with_named;
struct pass_a_tensor_of_the_networks_shape_and_scalar;
struct pass_the_arrays_in_the_order_of_the_layers_weight_before_bias;
struct pass_a_workspace;
struct count_classes_from_0;
struct use_view_as_for_a_range_of_dynamic_size;
}  // namespace cure

}  // namespace constexplain
