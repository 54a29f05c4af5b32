// Two files of one program, compiled for different instruction sets: each must run its own kernels on its own layout.
#pragma once

#include <constexplain.hpp>

#include <vector>

namespace instruction_sets {

using namespace constexplain;

struct net : network<input<5>::non_negative, dense<5>, relu, dense<3>> {};

/// Channels that fill half of a vector, and more classes than the other set's vectors have elements.
struct channels
    : network<input<6, 3, 3>::non_negative, conv2d<6, kernel<3>, padding<1>, groups<6>>, relu, flatten, dense<12>> {};

/// Small integers, so that every instruction set is exact.
inline constexpr std::array<float, 5> values{1, 2, 3, 4, 5};
inline constexpr auto weights = [] {
    std::array<float, 25> w{};
    for (size_t k = 0; k < w.size(); ++k) w[k] = static_cast<float>(k % 7) - 3;
    return w;
}();
inline constexpr std::array<float, 3> last_biases{1, 1, 1};
inline constexpr std::array<float, 15> last_weights{-2, -1, 0, 1, 2, -2, -1, 0, 1, 2, -2, -1, 0, 1, 2};

/// What each of the library's calls answers, wherever this is compiled. Every file has its own.
template<class Engine>
static std::vector<double> answers() {
    auto const bound = make_model<net>(weights, values, last_weights, last_biases);
    std::vector<double> result;
    auto const add = [&](auto const&... numbers) { (result.push_back(static_cast<double>(numbers)), ...); };
    for (auto const score : bound.predict<Engine>(values)) add(score);
    auto const buffers = std::make_unique<workspace<net, epsilon_plus>>();
    auto const why = bound.explain<epsilon_plus, Engine>(values, *buffers);
    add(why.scores[0]);
    for (auto const relevance : why.relevance) add(static_cast<int>(relevance * 64));
    for (auto const& neuron : ledger_by_neuron<epsilon_plus>(bound, values)) add(neuron.layer, neuron.neuron);
    auto const hidden = activations_at<1>(bound, values);
    for (auto const activation : boost::hana::at_c<0>(hidden)) add(activation);
    for (auto const& root : roots<root::nearest, 0>(bound, values, std::array<size_t, 2>{1, 4}))
        add(root.neuron, root.pre_activation);
    for (auto const& positive : biases_above_zero(bound)) add(positive.layer, positive.channel, positive.bias);
    for (bool const positive : bound.has_positive_bias()) add(positive);
    auto const numbered = []<size_t Count>(std::integral_constant<size_t, Count>) {
        std::array<float, Count> all{};
        for (size_t k = 0; k < Count; ++k) all[k] = static_cast<float>(k * 5 % 7) - 2;
        return all;
    };
    auto const image = numbered(std::integral_constant<size_t, 54>{});
    auto const depthwise =
        make_model<channels>(numbered(std::integral_constant<size_t, 54>{}), std::array<float, 6>{1, 2, 3},
                             numbered(std::integral_constant<size_t, 648>{}), std::array<float, 12>{});
    for (auto const score : depthwise.template predict<Engine>(image)) add(score);
    auto const of_a_class = depthwise.template explain<epsilon_plus, Engine>(image, class_index(10));
    add(of_a_class.ledger.start, static_cast<int>(of_a_class.relevance[7] * 64));
    return result;
}

std::vector<double> answers_of_the_other_file();

}  // namespace instruction_sets
