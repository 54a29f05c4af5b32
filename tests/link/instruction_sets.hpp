// Two files of one program, compiled for different instruction sets: each must run its own kernels on its own layout.
#pragma once

#include <constexplain.hpp>

namespace instruction_sets {

using namespace constexplain;

struct net : network<input<5>, dense<5>, relu, dense<3>> {};
struct net_rules : rules<on<linear_layers, epsilon<>>> {};

/// The same computation wherever it is called from: small integers, so that every instruction set is exact.
inline constexpr std::array<float, 5> values{1, 2, 3, 4, 5};
inline constexpr auto weights = [] {
    std::array<float, 25> w{};
    for (size_t k = 0; k < w.size(); ++k) w[k] = static_cast<float>(k % 7) - 3;
    return w;
}();
inline constexpr std::array<float, 15> last_weights{-2, -1, 0, 1, 2, -2, -1, 0, 1, 2, -2, -1, 0, 1, 2};
inline constexpr std::array<float, 3> last_biases{1, 1, 1};

float score_in_the_other_file();

}  // namespace instruction_sets
