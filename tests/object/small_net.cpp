// A convolutional network and a multilayer perceptron, predicted and explained. check.py disassembles this file.
#include <constexplain/layer/layers.hpp>
#include <constexplain/parameters/make_model.hpp>
#include <constexplain/rule/composites.hpp>

namespace {

using namespace constexplain;

struct conv_net : network<input<1, 12, 12>::within<0, 1>, conv2d<6, kernel<3>, padding<1>>, relu, max_pool<2>,
                          conv2d<8, kernel<3>>, relu, avg_pool<2>, flatten, dense<10>, softmax> {};
struct conv_rules : rules<on<first, z_box>, on<convolutions, gamma_rule<0.25>>, on<dense_layers, epsilon<>>> {};

struct perceptron : network<input<12>, dense<16>, tanh_activation, dense<10>, sigmoid, dense<4>> {};
struct perceptron_rules : rules<on<linear_layers, epsilon<>>> {};

/// Numbers without meaning, of both signs.
template<size_t Count>
constexpr std::array<float, Count> numbers() {
    std::array<float, Count> values{};
    for (size_t k = 0; k < Count; ++k) values[k] = static_cast<float>(k * 7 % 23) / 32 - 0.3f;
    return values;
}

/// Parameters that stay in the binary.
constexpr auto constant_model = make_model<perceptron>(numbers<16 * 12>(), numbers<16>(), numbers<10 * 16>(),
                                                       numbers<10>(), numbers<4 * 10>(), numbers<4>());

}  // namespace

extern "C" {

// Given from outside: a loaded model, a workspace of the caller's, and where the answer goes.

void predict_image(model<conv_net> const& net, input_tensor<conv_net> const& image, workspace<conv_net>& buffers,
                   prediction<conv_net>& answer) {
    answer = net.predict(image, buffers);
}
void explain_image(model<conv_net> const& net, input_tensor<conv_net> const& image,
                   workspace<conv_net, conv_rules>& buffers, explanation<conv_net>& answer) {
    answer = net.explain<conv_rules>(image, buffers);
}
void explain_image_alpha_beta(model<conv_net> const& net, input_tensor<conv_net> const& image,
                              workspace<conv_net, epsilon_alpha2_beta1_flat>& buffers,
                              explanation<conv_net>& answer) {
    answer = net.explain<epsilon_alpha2_beta1_flat>(image, buffers, difference<3, 5>);
}
void explain_image_gradient(model<conv_net> const& net, input_tensor<conv_net> const& image,
                            workspace<conv_net, gradient_times_input>& buffers, explanation<conv_net>& answer) {
    answer = net.explain<gradient_times_input>(image, buffers);
}
/// The buffers are on the stack, the class comes at run time and is checked.
void explain_image_class(model<conv_net> const& net, input_tensor<conv_net> const& image, int wanted,
                         explanation<conv_net>& answer) {
    answer = net.explain<epsilon_plus>(image, wanted);
}

void predict_vector(input_tensor<perceptron> const& x, workspace<perceptron>& buffers,
                    prediction<perceptron>& answer) {
    answer = constant_model.predict(x, buffers);
}
void explain_vector(input_tensor<perceptron> const& x, workspace<perceptron, perceptron_rules>& buffers,
                    explanation<perceptron>& answer) {
    answer = constant_model.explain<perceptron_rules>(x, buffers, class_<2>);
}
void explain_vector_guided(input_tensor<perceptron> const& x, workspace<perceptron, guided_backprop>& buffers,
                           explanation<perceptron>& answer) {
    answer = constant_model.explain<guided_backprop>(x, buffers);
}
}
