#pragma once
/// How a mistake is told: an undefined template is named as the problem and its arguments are the facts.
///
/// Compilers print the name of an incomplete type on the `error:` line itself, so the facts need no notes.
/// `docs/errors.md` shows every message.
#include <constexplain/meta/pack.hpp>

#include <cstdint>

namespace constexplain {

/// Where: the layer's index in the network's list (the input is not counted) and its description.
template<size_t Index, class Description>
struct layer;

/// What was found: a shape, channels first.
template<size_t... Extents>
struct given;

/// What was found where branches end: the shape of each.
template<class... Shapes>
struct branches_give;

/// What was asked for: a class or a boundary.
template<size_t Index>
struct asked_for;

/// The problems. None of them is ever defined: naming one is the error.
template<class Where, class Needs, class Given, class Cure>
struct SHAPE_MISMATCH;
template<class Where, class Needs, class Cure>
struct LAYER_MISUSED;
template<class Needs, class Given, class Cure>
struct INPUT_MISUSED;
template<class Given, class Cure>
struct NOT_A_NETWORK;
template<class Given, class Cure>
struct NOT_A_RULE_SET;
template<class Given, class Needs, class Cure>
struct RULE_SET_MISUSED;
template<class Rule, class Needs, class Cure>
struct RULE_MISUSED;
template<class Where, class Rule, class Needs, class Given, class Cure>
struct RULE_NOT_ADMISSIBLE;
template<class Where, class Rule, class Cure>
struct RULE_DOES_NOT_APPLY;
template<class Where, class Cure>
struct LAYER_WITHOUT_RULE;
template<class Property, class Where, class Rule, class Because, class Cure>
struct PROPERTY_NOT_GUARANTEED;
template<class Where, class Needs, class Cure>
struct ROOTS_NOT_DEFINED;
template<class Selector, class Needs, class Cure>
struct SELECTOR_FINDS_NOTHING;
template<class Given, class Needs, class Cure>
struct SELECTOR_MISUSED;
template<class Needed, class Given, class Cure>
struct INPUT_MISMATCH;
template<class Needed, class Given, class Cure>
struct START_MISMATCH;
template<class Parameter, class Needed, class Given, class Cure>
struct PARAMETER_MISMATCH;
template<class Target, class Needs, class Cure>
struct TARGET_MISUSED;
template<class Class, class Needs, class Cure>
struct CLASS_OUT_OF_RANGE;
template<class Boundary, class Needs, class Cure>
struct BOUNDARY_OUT_OF_RANGE;
template<class Needs, class Cure>
struct OPTION_GIVEN_TWICE;
template<class Given, class Needs, class Cure>
struct OPTION_NOT_KNOWN;
template<class Needed, class Given, class Cure>
struct WORKSPACE_MISMATCH;
template<class Needed, class Given, class Cure>
struct ANSWERS_MISMATCH;
template<class Given, class Needs, class Cure>
struct SCALAR_NOT_SUPPORTED;
template<class Needed, class Limit, class Cure>
struct STACK_LIMIT_EXCEEDED;
template<class Network, class Needs, class MadeFor, class Cure>
struct STALE_PARAMETERS;
template<class Given, class Needs, class Cure>
struct PARAMETERS_MISUSED;

/// The needs that a message can state.
namespace needs {
struct a_vector;
struct channels_height_width;
template<size_t Height, size_t Width>
struct height_and_width_of_at_least;
template<size_t Divisor>
struct channels_divisible_by;
template<size_t Divisor>
struct output_channels_divisible_by;
struct a_layer_description;
struct at_least_one_output;
struct a_kernel;
struct numbers_of_at_least_1;
struct one_two_or_four_numbers_of_padding;
struct padding_smaller_than_the_window;
struct at_least_one_tap_of_every_window_inside_the_image;
struct without_bias_as_its_only_option;
struct options_of_a_convolution;
struct options_of_a_pooling_layer;
struct an_input_description;
struct one_two_or_three_extents;
struct extents_of_at_least_1;
struct a_low_bound_that_does_not_exceed_the_high_bound;
template<size_t Channels>
struct one_box_for_each_of_the_channels;
struct an_entry_on_selector_rule_or_a_convention_or_an_option_of_rule_sets;
struct a_selector_and_then_a_rule;
struct at_most_one_convention;
struct a_selector;
struct a_rule_of_linear_layers;
struct a_propagation_rule;
struct a_root_point;
struct a_domain_to_search;
struct a_positive_radius;
struct non_negative_inputs_or_finite_bounds;
struct inputs_inside_the_box_of_its_root;
struct a_linear_layer;
struct layers_in_a_row_from_the_boundary;
struct alpha_of_at_least_1_and_beta_of_at_least_0;
struct alpha_minus_beta_equal_to_1;
struct a_number_of_at_least_0;
struct finite_bounds_even_when_unchecked;
struct non_negative_inputs;
struct finite_bounds_of_the_inputs;
struct a_convention_that_has_a_beta_part;
struct at_least_one_layer;
struct two_different_classes;
template<size_t Classes>
struct a_class_below;
template<size_t Last>
struct a_boundary_from_0_to;
struct a_target_or_keep_or_a_workspace;
struct at_most_one_target_one_keep_and_one_workspace;
struct a_batch_workspace_or_answers;
struct each_option_at_most_once;
template<size_t Samples>
struct one_class_for_each_of_the_samples;
struct a_name_of_its_own;
struct at_least_two_branches;
struct branches_of_one_shape;
struct branches_equal_in_all_but_their_channels;
struct float_or_double;
template<std::uint64_t Fingerprint>
struct parameters_of_fingerprint;
struct a_fingerprint_a_number_of_bytes_and_data;
struct channels_length;
template<size_t Length>
struct length_of_at_least;
struct steps_features_of_a_sequence;
struct a_vector_of_row_numbers;
struct numbers_for_one_axis;
struct a_sequence_of_at_least_one_step_and_feature;
struct options_of_a_recurrent_layer;
struct inputs_that_are_quantities;
struct a_vector_or_a_sequence;
template<size_t Elements>
struct number_of_elements;
template<size_t Axes>
struct number_of_axes;
struct each_axis_once;
}  // namespace needs

/// The cures that a message can name.
namespace cure {
struct put_flatten_or_channels_to_sequence_before_it;
struct choose_a_block_whose_square_divides_the_input_channels;
struct write_extents_whose_product_is_the_number_of_elements;
struct name_each_axis_of_the_input_once_in_its_new_order;
struct put_flatten_before_it;
struct put_it_before_flatten_or_declare_input_as_channels_height_width;
struct use_a_smaller_kernel_or_dilation_or_more_padding;
struct choose_groups_that_divide_the_input_channels;
struct choose_groups_that_divide_the_output_channels;
struct list_layers_only_such_as_dense_10_or_relu_or_flatten;
struct give_it_a_width_such_as_dense_10_or_conv2d_16_kernel_3;
struct give_it_a_kernel_as_in_conv2d_16_kernel_3;
struct leave_it_out_or_write_at_least_1;
struct write_padding_all_or_vertical_horizontal_or_top_left_bottom_right;
struct use_less_padding_or_a_larger_window;
struct use_a_smaller_dilation_or_less_padding;
struct write_no_other_option_than_without_bias;
struct choose_among_kernel_stride_padding_same_same_lower_dilation_groups_without_bias;
struct choose_among_stride_padding_same_same_lower_dilation_round_up;
struct choose_among_stride_padding_same_same_lower_dilation_round_up_count_padding;
struct begin_the_list_with_the_input_as_in_input_784_or_input_1_28_28;
struct write_a_vector_as_input_784_and_an_image_as_input_1_28_28_channels_first;
struct write_the_low_bound_first;
struct write_one_box_low_high_for_each_channel_or_within_low_high_for_all;
struct derive_a_struct_from_network_and_give_its_name;
struct derive_a_struct_from_rules_and_give_its_name;
struct write_entries_as_on_convolutions_z_plus;
struct choose_one_convention;
struct choose_a_selector_such_as_convolutions_or_first;
struct wrap_a_rule_of_linear_layers_such_as_epsilon_or_z_plus;
struct choose_beta_as_alpha_minus_1;
struct write_root_zero_or_root_nearest_or_root_segment_or_root_worst_case;
struct write_box_low_high_or_l2_ball_or_linf_ball;
struct write_a_positive_radius;
struct declare_the_inputs_bounds_or_put_a_relu_before_it_or_write_root_nearest;
struct widen_the_box_or_declare_the_inputs_bounds_inside_it;
struct name_a_dense_or_convolution_layer_by_its_index;
struct name_a_boundary_behind_the_last_joined_branches;
struct choose_a_rule_set_such_as_deep_taylor;
struct leave_the_biases_out_or_ask_the_guarantees_of_the_model;
struct write_0_or_a_positive_number;
struct declare_the_inputs_bounds_or_choose_a_rule_without_bounds;
struct put_a_relu_before_it_or_declare_the_inputs_domain_or_write_unchecked;
struct declare_the_inputs_bounds_with_within_low_high;
struct put_a_bounded_activation_before_it_or_choose_another_rule;
struct choose_a_rule_for_this_kind_of_layer;
struct choose_a_rule_that_hands_out_shares;
struct write_alpha_beta_1_0_or_choose_another_convention;
struct add_an_on_entry_that_selects_it;
struct explain_before_the_softmax_or_add_an_on_entry_for_it;
struct count_layers_from_0_without_the_input_or_give_the_layer_that_name_with_named;
struct let_the_range_begin_before_its_end_and_inside_the_network;
struct pass_a_tensor_of_the_networks_shape_and_scalar;
struct pass_a_vector_of_one_element_for_each_logit;
struct pass_the_arrays_in_the_order_of_the_layers_weight_before_bias;
struct pass_elements_of_the_models_scalar_or_choose_it_as_in_make_model_network_double;
struct pass_a_workspace;
struct pass_workspace_of_this_network_and_these_rules_and_this_scalar;
struct pass_a_workspace_of_the_network_alone_and_the_models_scalar;
struct pass_the_batch_workspace_that_is_needed;
struct pass_one_answer_for_each_sample;
struct pass_an_array_or_a_span_of_static_extent;
struct remove_it_or_write_it_for_explain_batch;
struct count_classes_from_0;
struct write_the_class_for_and_the_class_against;
struct count_boundaries_from_the_input_as_0;
struct remove_it_or_write_a_target_such_as_class_3;
struct remove_one_or_write_one_keep_of_all_boundaries;
struct give_each_layer_with_parameters_another_name;
struct write_layers_of_one_branch_without_parallel;
struct project_the_shortcut_with_a_convolution_of_kernel_1;
struct give_the_branches_the_same_strides_and_padding;
struct choose_float_or_double;
struct use_view_as_for_a_range_of_dynamic_size;
struct import_the_network_again_or_name_the_one_that_they_were_made_for;
struct pass_the_struct_of_the_generated_header_as_in_lenet_weights;
struct write_all_arrays_as_float32_in_the_order_of_the_layers;
struct declare_input_as_channels_length_or_put_sequence_to_channels_before_it;
struct declare_the_input_as_sequence_steps_features_or_put_channels_to_sequence_before_it;
struct declare_the_input_as_input_steps;
struct leave_times_input_out_and_keep_the_relevance_behind_the_embedding;
struct write_one_number_in_each_option_and_padding_all_or_before_after;
struct choose_among_only_last_reversed_hard_gates_without_bias_and_in_a_gru_reset_after;
}  // namespace cure

namespace detail {

/// Tells a mistake, once in a program however often it is met; void is none.
template<class Mistake>
struct reject {
    static_assert(sizeof(Mistake));
};
template<>
struct reject<void> {};

/// The first of several mistakes, so that one is told at a time; void where there is none.
template<class... Mistakes>
struct first_mistake {
    using type = void;
};
template<class Mistake, class... Rest>
struct first_mistake<Mistake, Rest...> {
    using type = Mistake;
};
template<class... Rest>
struct first_mistake<void, Rest...> : first_mistake<Rest...> {};
template<class... Mistakes>
using first_mistake_t = typename first_mistake<Mistakes...>::type;

/// A mistake unless a condition holds.
template<bool Holds, class Mistake>
using unless = std::conditional_t<Holds, void, Mistake>;

}  // namespace detail
}  // namespace constexplain
