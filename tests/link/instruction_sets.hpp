// Two files of one program, compiled for different instruction sets: each must run its own kernels on its own layout.
#pragma once

#include <constexplain.hpp>

#include <vector>

namespace instruction_sets {

using namespace constexplain;

struct net : network<input<5>::non_negative, dense<5>, relu, dense<3>> {};

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
    return result;
}

std::vector<double> answers_of_the_other_file();

}  // namespace instruction_sets
