// Activations and log-softmax against ONNX's operator cases and Keras's layers.

#include "keras_vectors.hpp"
#include "onnx_vectors.hpp"

namespace {

using namespace constexplain;

// --- ONNX -------------------------------------------------------------------------------------------------

/// Element by element: any shape is viewed as vectors.
template<class Layer, std::size_t Length = 3>
constexpr auto elementwise = onnx::expressed_as<network<input<Length>, Layer>>;

inline constexpr double no_end = std::numeric_limits<float>::max();

/// Clip's ends are further inputs; where one is left out there is no end.
template<auto Low, auto High>
void clipped(onnx::vector_case const& from, support::deviations& close) {
    std::size_t next = 1;
    auto const& names = from.node().at("inputs");
    for (auto const& [place, end] : {std::pair{1, double(Low)}, std::pair{2, double(High)}}) {
        auto const k = static_cast<std::size_t>(place);
        bool const is_given = k < names.size() && names.at(k) != "";
        CHECK((is_given ? from.load("inputs", next++).at(0) : place == 1 ? -no_end : no_end) == end);
    }
    REQUIRE(from.input_count() == next);
    onnx::compare_all<network<input<3>, clip<Low, High>>>(from, {}, from.load("inputs"), close);
}

onnx::table const onnx_cases{
    {"test_clip", clipped<-1, 1>},
    {"test_clip_default_inbounds", clipped<-no_end, no_end>},
    {"test_clip_default_max", clipped<-no_end, 0>},
    {"test_clip_default_min", clipped<0, no_end>},
    {"test_clip_example", clipped<-1, 1>},
    {"test_clip_inbounds", clipped<-5, 5>},
    {"test_clip_outbounds", clipped<-5, 5>},
    {"test_clip_splitbounds", clipped<-5, 5>},
    {"test_elu", elementwise<elu<2>>},
    {"test_elu_default", elementwise<elu<>>},
    {"test_elu_example", elementwise<elu<2>>},
    {"test_gelu_default_1", elementwise<gelu>},
    {"test_gelu_default_2", elementwise<gelu>},
    {"test_gelu_tanh_1", elementwise<gelu_tanh>},
    {"test_gelu_tanh_2", elementwise<gelu_tanh>},
    {"test_hardsigmoid", elementwise<hard_sigmoid<0.5, 0.60000002384185791>>},
    {"test_hardsigmoid_default", elementwise<hard_sigmoid<>>},
    {"test_hardsigmoid_example", elementwise<hard_sigmoid<0.5, 0.60000002384185791>>},
    {"test_hardswish", elementwise<hard_swish>},
    {"test_mish", elementwise<mish, 100>},
    {"test_selu", elementwise<elu<2, 3>>},
    {"test_selu_default", elementwise<selu>},
    {"test_selu_example", elementwise<elu<2, 3>>},
    {"test_softplus", elementwise<softplus>},
    {"test_softplus_example", elementwise<softplus>},
    {"test_swish", elementwise<silu>},
    // As for softmax, the channels of an image or the elements of a vector.
    {"test_logsoftmax_axis_0", onnx::expressed_as<network<input<3, 4, 5>, log_softmax>>},
    {"test_logsoftmax_axis_1", onnx::expressed_as<network<input<4, 1, 5>, log_softmax>>},
    {"test_logsoftmax_axis_2", elementwise<log_softmax, 5>},
    {"test_logsoftmax_default_axis", elementwise<log_softmax, 5>},
    {"test_logsoftmax_example_1", elementwise<log_softmax>},
    {"test_logsoftmax_large_number", elementwise<log_softmax, 4>},
    {"test_logsoftmax_negative_axis", elementwise<log_softmax, 5>},
};
onnx::exceptions const of_activations{
    {"test_clip_min_greater_than_max", "its low end exceeds its high end, which is a compile error here"},
    {"test_clip_default_inbounds_expanded", "it changes nothing: no layer"},
};

// --- Keras ------------------------------------------------------------------------------------------------

template<class Layer>
constexpr auto alone = keras::in_both<network<input<6>, Layer>>;
template<class Layer>
constexpr auto behind_dense = keras::in_both<network<input<6>, dense<2>, Layer>>;

keras::table const keras_cases{
    {"activations.elu.0", alone<elu<>>},
    {"activations.elu.1", alone<elu<>>},
    {"activations.elu.2", alone<elu<>>},
    {"activations.elu.3", alone<elu<0.5>>},
    {"activations.selu.0", alone<selu>},
    {"activations.selu.1", alone<selu>},
    {"activations.selu.2", alone<selu>},
    {"activations.softplus.0", alone<softplus>},
    {"activations.softplus.1", alone<softplus>},
    {"activations.softplus.2", alone<softplus>},
    {"activations.softsign.0", alone<softsign>},
    {"activations.softsign.1", alone<softsign>},
    {"activations.softsign.2", alone<softsign>},
    {"activations.hard_sigmoid.0", alone<hard_sigmoid<>>},
    {"activations.hard_sigmoid.1", alone<hard_sigmoid<>>},
    {"activations.hard_sigmoid.2", alone<hard_sigmoid<>>},
    {"activations.relu.0", alone<relu>},
    {"activations.relu.1", alone<relu>},
    {"activations.relu.2", alone<relu>},
    {"activations.relu.3", alone<clip<0, 0.5>>},
    {"activations.relu.4", alone<leaky_relu<0.3>>},
    {"activations.sigmoid.0", alone<sigmoid>},
    {"activations.sigmoid.1", alone<sigmoid>},
    {"activations.sigmoid.2", alone<sigmoid>},
    {"activations.tanh.0", alone<tanh_activation>},
    {"activations.tanh.1", alone<tanh_activation>},
    {"activations.tanh.2", alone<tanh_activation>},
    {"activations.softmax.0", alone<softmax>},
    {"activations.softmax.1", alone<softmax>},
    {"activations.softmax.2", alone<softmax>},
    {"advanced_activations.ELU.0", alone<elu<1.1>>},
    {"advanced_activations.LeakyReLU.0", alone<leaky_relu<0.4>>},
    {"advanced_activations.PReLU.0", alone<prelu>},
    {"core.Activation.0", behind_dense<softmax>},
    {"core.Activation.1", behind_dense<elu<>>},
    {"core.Activation.2", behind_dense<selu>},
    {"core.Activation.3", behind_dense<softplus>},
    {"core.Activation.4", behind_dense<softsign>},
    {"core.Activation.5", behind_dense<relu>},
    {"core.Activation.6", behind_dense<tanh_activation>},
    {"core.Activation.7", behind_dense<sigmoid>},
    {"core.Activation.8", behind_dense<hard_sigmoid<>>},
};
keras::exceptions const of_keras_activations{
    {"activations.linear.*", "it changes nothing: no layer"},
    {"advanced_activations.ThresholdedReLU.0", "it jumps where its input passes a threshold: no layer"},
};

}  // namespace

TEST_CASE("ONNX: activations beyond relu, sigmoid and tanh, and log-softmax", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/onnx");
    onnx_cases.run("further activations and log-softmax");
}

TEST_CASE("Keras: activations", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/keras");
    keras_cases.run("activations");
}
