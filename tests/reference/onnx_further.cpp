// ONNX's cases of normalisations, of reordering and of constants combined with the input; and what has no layer.

#include "onnx_vectors.hpp"

namespace {

using namespace constexplain;
using onnx::expressed_as;
using onnx::expressed_with;

// Axes before those that are normalised are samples.
template<std::size_t Elements>
constexpr auto normalised = expressed_with<network<input<Elements>, layer_norm<>>, "0.weight", "0.bias">;

template<class Net>
constexpr auto batch_normalised = expressed_with<Net, "0.weight", "0.bias", "0.running_mean", "0.running_var">;

/// Each sample goes through a reordering whose shape is stored as a further input, if at all.
template<class Layer>
void reordered(onnx::vector_case const& from, support::deviations& close) {
    onnx::compare_all<network<input<2, 3, 4>, Layer>>(from, {}, from.load("inputs"), close);
}

/// A matrix product: the rows of the first are samples, the second is the weight transposed.
void product(onnx::vector_case const& from, support::deviations& close) {
    auto const matrix = from.load("inputs", 1);
    std::vector<double> weight(12);
    for (std::size_t k = 0; k < 12; ++k) weight[k % 3 * 4 + k / 3] = matrix[k];
    onnx::compare_all<network<input<4>, dense<3, without_bias>>>(from, support::array_map({{"0.weight", weight}}),
                                                                 from.load("inputs"), close);
}

onnx::table const cases{
    {"test_layer_normalization_2d_axis0", normalised<12>},
    {"test_layer_normalization_2d_axis1", normalised<4>},
    {"test_layer_normalization_2d_axis_negative_1", normalised<4>},
    {"test_layer_normalization_2d_axis_negative_2", normalised<12>},
    {"test_layer_normalization_4d_axis0", normalised<120>},
    {"test_layer_normalization_4d_axis1", normalised<60>},
    {"test_layer_normalization_4d_axis2", normalised<20>},
    {"test_layer_normalization_4d_axis3", normalised<5>},
    {"test_layer_normalization_4d_axis_negative_1", normalised<5>},
    {"test_layer_normalization_4d_axis_negative_2", normalised<20>},
    {"test_layer_normalization_4d_axis_negative_3", normalised<60>},
    {"test_layer_normalization_4d_axis_negative_4", normalised<120>},
    {"test_layer_normalization_default_axis", normalised<5>},
    {"test_lrn", expressed_as<network<input<5, 5, 5>, lrn<3, 0.00019999999494757503, 0.5, 2>>>},
    {"test_lrn_default", expressed_as<network<input<5, 5, 5>, lrn<3>>>},
    {"test_batchnorm_example", batch_normalised<network<input<3, 4, 5>, batch_norm<>>>},
    {"test_batchnorm_epsilon", batch_normalised<network<input<3, 4, 5>, batch_norm<0.009999999776482582>>>},
    {"test_prelu_broadcast", expressed_with<network<input<5>, prelu>, "0.weight">},
    {"test_prelu_example", expressed_with<network<input<60>, prelu>, "0.weight">},
    {"test_globalmaxpool", expressed_as<network<input<3, 5, 5>, global_max_pool>>},
    {"test_globalmaxpool_precomputed", expressed_as<network<input<1, 3, 3>, global_max_pool>>},
    {"test_reshape_negative_dim", reordered<reshape<2, 6, 2>>},
    {"test_reshape_one_dim", reordered<reshape<24>>},
    {"test_reshape_reduced_dims", reordered<reshape<2, 12>>},
    {"test_reshape_reordered_all_dims", reordered<reshape<4, 2, 3>>},
    {"test_reshape_reordered_last_dims", reordered<reshape<2, 4, 3>>},
    {"test_reshape_negative_extended_dims", reordered<reshape<2, 3, 4>>},
    {"test_transpose_all_permutations_0", reordered<transpose<0, 1, 2>>},
    {"test_transpose_all_permutations_1", reordered<transpose<0, 2, 1>>},
    {"test_transpose_all_permutations_2", reordered<transpose<1, 0, 2>>},
    {"test_transpose_all_permutations_3", reordered<transpose<1, 2, 0>>},
    {"test_transpose_all_permutations_4", reordered<transpose<2, 0, 1>>},
    {"test_transpose_all_permutations_5", reordered<transpose<2, 1, 0>>},
    {"test_transpose_default", reordered<transpose<2, 1, 0>>},
    {"test_matmul_2d", product},
    // The second value is a constant.
    {"test_add", expressed_with<network<input<60>, shift>, "0.bias">},
    {"test_add_bcast", expressed_with<network<input<5>, shift>, "0.bias">},
    {"test_mul", expressed_with<network<input<60>, scale>, "0.weight">},
    {"test_mul_bcast", expressed_with<network<input<5>, scale>, "0.weight">},
    {"test_mul_example", expressed_with<network<input<3>, scale>, "0.weight">},
    {"test_sum_two_inputs", expressed_with<network<input<3>, shift>, "0.bias">},
    {"test_sum_example", expressed_with<network<input<3>, shift, shift>, "0.bias", "1.bias">},
};

constexpr std::string_view two_inputs =
                               "it joins two inputs, and a network has one; model/branches.cpp joins branches",
                           no_layer = "it changes nothing: no layer",
                           training = "it is of training, not of inference",
                           value = "it pads with another number than 0",
                           extents = "its result has four extents, and an image three; its elements keep their order";
onnx::exceptions const others{
    {"test_batchnorm_epsilon_training_mode", training},
    {"test_batchnorm_example_training_mode", training},
    {"test_concat_1d_axis_0", two_inputs},
    {"test_concat_1d_axis_negative_1", two_inputs},
    {"test_concat_2d_axis_0", two_inputs},
    {"test_concat_2d_axis_1", two_inputs},
    {"test_concat_2d_axis_negative_1", two_inputs},
    {"test_concat_2d_axis_negative_2", two_inputs},
    {"test_constant_pad", value},
    {"test_constant_pad_axes", value},
    {"test_constant_pad_negative_axes", value},
    {"test_dropout_default", no_layer},
    {"test_dropout_default_mask", no_layer},
    {"test_dropout_default_mask_ratio", no_layer},
    {"test_dropout_default_old", no_layer},
    {"test_dropout_default_ratio", no_layer},
    {"test_dropout_random_old", no_layer},
    {"test_identity", no_layer},
    {"test_matmul_4d", "each sample has a weight of its own"},
    {"test_reshape_allowzero_reordered", "it has no elements"},
    {"test_reshape_extended_dims", extents},
    {"test_reshape_zero_and_negative_dim", extents},
    {"test_reshape_zero_dim", extents},
    {"test_squeeze", no_layer},
    {"test_squeeze_negative_axes", no_layer},
    {"test_sum_one_input", no_layer},
    {"test_training_dropout_zero_ratio", training},
    {"test_training_dropout_zero_ratio_mask", training},
};

}  // namespace

TEST_CASE("ONNX: normalisations, reordering, constants", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/onnx");
    cases.run("normalisations, reordering, constants");
}
