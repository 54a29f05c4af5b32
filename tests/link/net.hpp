// The network that both translation units use.
#pragma once

#include <constexplain.hpp>

#include <array>

namespace link_test {

using namespace constexplain;

struct net : network<input<1, 6, 6>::within<0, 1>, conv2d<2, kernel<3>>, relu, flatten, dense<3>> {};
struct net_rules : rules<on<first, z_box>, on<dense_layers, epsilon<>>> {};

/// Numbers without meaning, different from each other and of both signs.
template<size_t Count>
constexpr std::array<float, Count> numbers() {
    std::array<float, Count> values{};
    for (size_t k = 0; k < Count; ++k) values[k] = static_cast<float>(k * 5 % 11) / 16 - 0.25f;
    return values;
}

inline auto bound() { return make_model<net>(numbers<2 * 9>(), numbers<2>(), numbers<3 * 32>(), numbers<3>()); }

/// What two.cpp computes with the same definitions.
explanation<net> explained_in_two(input_tensor<net> const& image);
void const* signature_in_two();

}  // namespace link_test
