// ONNX's cases of linear layers, activations, softmax and flattening; and that no case is left out.

#include "onnx_vectors.hpp"

#include <algorithm>
#include <set>

namespace {

using namespace constexplain;
using onnx::expressed_as;

/// A convolution; its weight is the second input.
template<class Net>
void convolution(onnx::vector_case const& from, support::deviations& close) {
    REQUIRE(from.input_count() == 2);
    CHECK(from.shape_of("inputs", 1) == std::vector<std::size_t>{1, 1, 3, 3});
    support::array_map const arrays{{{"0.weight", from.load("inputs", 1)}}};
    onnx::compare_all<Net>(from, arrays, from.load("inputs"), close);
}

std::vector<double> transposed(std::vector<double> const& values, std::size_t rows) {
    std::size_t const columns = values.size() / rows;
    std::vector<double> result(values.size());
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < columns; ++c) result[c * rows + r] = values[r * columns + c];
    return result;
}

/// Y = alpha A B + beta C: each row of A is a sample of a dense layer with the weight alpha B and the bias beta C.
template<class Net>
void product(onnx::vector_case const& from, support::deviations& close) {
    std::size_t const outputs = Net::output.count();
    auto rows = from.load("inputs", 0), weight = from.load("inputs", 1);
    if (from.attribute("transA", 0) != 0) rows = transposed(rows, from.shape_of("inputs", 0).at(0));
    if (from.attribute("transB", 0) == 0) weight = transposed(weight, from.shape_of("inputs", 1).at(0));
    for (double& w : weight) w *= from.attribute("alpha", 1.0);
    std::vector<double> bias(outputs, 0.0);
    if (from.input_count() == 3) {
        auto const stored = from.load("inputs", 2);
        REQUIRE((stored.size() == 1 || stored.size() == outputs));
        for (std::size_t k = 0; k < outputs; ++k)
            bias[k] = from.attribute("beta", 1.0) * stored[stored.size() == 1 ? 0 : k];
    }
    support::array_map const arrays{{{"0.weight", weight}, {"0.bias", bias}}};
    onnx::compare_all<Net>(from, arrays, rows, close);
}
template<std::size_t In, std::size_t Out>
constexpr auto gemm = product<network<input<In>, dense<Out>>>;

template<std::size_t Height, std::size_t Width, class... Options>
constexpr auto conv = convolution<network<input<1, Height, Width>, conv2d<1, kernel<3>, without_bias, Options...>>>;

onnx::table const linear_cases{
    {"test_basic_conv_with_padding", conv<5, 5, padding<1>>},
    {"test_basic_conv_without_padding", conv<5, 5>},
    {"test_conv_with_autopad_same", conv<5, 5, stride<2>, same_lower>},
    {"test_conv_with_strides_and_asymmetric_padding", conv<7, 5, stride<2>, padding<1, 0, 1, 0>>},
    {"test_conv_with_strides_no_padding", conv<7, 5, stride<2>>},
    {"test_conv_with_strides_padding", conv<7, 5, stride<2>, padding<1>>},
    {"test_gemm_all_attributes", gemm<4, 5>},
    {"test_gemm_alpha", gemm<5, 4>},
    {"test_gemm_beta", gemm<7, 4>},
    {"test_gemm_default_no_bias", product<network<input<10>, dense<3, without_bias>>>},
    {"test_gemm_default_scalar_bias", gemm<3, 4>},
    {"test_gemm_default_single_elem_vector_bias", gemm<7, 3>},
    {"test_gemm_default_vector_bias", gemm<7, 4>},
    {"test_gemm_default_zero_bias", gemm<5, 4>},
    {"test_gemm_transposeA", gemm<6, 4>},
    {"test_gemm_transposeB", gemm<6, 4>},
};

template<class Layer>
constexpr auto on_image = expressed_as<network<input<3, 4, 5>, Layer>>;
template<class Layer>
constexpr auto on_vector = expressed_as<network<input<3>, Layer>>;

onnx::table const activation_cases{
    {"test_relu", on_image<relu>},
    {"test_leakyrelu", on_image<leaky_relu<0.10000000149011612>>},
    {"test_leakyrelu_default", on_image<leaky_relu<>>},
    {"test_leakyrelu_example", on_vector<leaky_relu<0.10000000149011612>>},
    {"test_sigmoid", on_image<sigmoid>},
    {"test_sigmoid_example", on_vector<sigmoid>},
    {"test_tanh", on_image<tanh_activation>},
    {"test_tanh_example", on_vector<tanh_activation>},
};

// Softmax runs over the channels of an image or over a vector. A middle axis becomes the channels when the axes
// before it are samples; the last axis becomes a vector when all others are.
onnx::table const softmax_cases{
    {"test_softmax_axis_0", expressed_as<network<input<3, 4, 5>, softmax>>},
    {"test_softmax_axis_1", expressed_as<network<input<4, 1, 5>, softmax>>},
    {"test_softmax_axis_2", expressed_as<network<input<5>, softmax>>},
    {"test_softmax_default_axis", expressed_as<network<input<5>, softmax>>},
    {"test_softmax_example", expressed_as<network<input<3>, softmax>>},
    {"test_softmax_large_number", expressed_as<network<input<4>, softmax>>},
    {"test_softmax_negative_axis", expressed_as<network<input<5>, softmax>>},
};

// The axes before the one that flattening starts at are samples; four axes are viewed as three.
onnx::table const flattening_cases{
    {"test_flatten_axis0", expressed_as<network<input<6, 4, 5>, flatten>>},
    {"test_flatten_axis1", expressed_as<network<input<3, 4, 5>, flatten>>},
    {"test_flatten_axis2", expressed_as<network<input<4, 1, 5>, flatten>>},
    {"test_flatten_axis3", expressed_as<network<input<5>, flatten>>},
    {"test_flatten_default_axis", expressed_as<network<input<4, 3, 2>, flatten>>},
    {"test_flatten_negative_axis1", expressed_as<network<input<5>, flatten>>},
    {"test_flatten_negative_axis2", expressed_as<network<input<4, 1, 5>, flatten>>},
    {"test_flatten_negative_axis3", expressed_as<network<input<3, 4, 5>, flatten>>},
    {"test_flatten_negative_axis4", expressed_as<network<input<6, 4, 5>, flatten>>},
};

onnx::exceptions const of_linear_layers{
    {"test_gemm_default_matrix_bias",
     "its bias is a matrix with a row for each sample; a dense layer has one bias for every sample"},
};

}  // namespace

TEST_CASE("ONNX: convolution and matrix product", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/onnx");
    linear_cases.run("convolution and matrix product");
}

TEST_CASE("ONNX: activations", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/onnx");
    activation_cases.run("activations");
}

TEST_CASE("ONNX: softmax", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/onnx");
    softmax_cases.run("softmax");
}

TEST_CASE("ONNX: flattening", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/onnx");
    flattening_cases.run("flattening");
}

TEST_CASE("ONNX: every case is expressed or listed", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/onnx");
    std::multiset<std::string> known;
    for (auto const* table : onnx::table::all())
        for (auto const& entry : table->entries()) known.emplace(entry.name);
    std::size_t const expressed = known.size();
    for (auto const& [name, reason] : onnx::exceptions::all()) {
        known.emplace(name);
        std::cout << "ONNX, not expressible: " << name << ": " << reason << std::endl;
    }
    std::set<std::string> stored;
    for (auto const& folder : std::filesystem::directory_iterator(support::shared_data("zoo/vectors/onnx/node")))
        stored.insert(folder.path().filename().string());
    std::cout << "ONNX: " << expressed << " of " << stored.size() << " cases expressed" << std::endl;
    CHECK(known.size() == stored.size());  // none twice
    CHECK(std::set<std::string>(known.begin(), known.end()) == stored);
}
