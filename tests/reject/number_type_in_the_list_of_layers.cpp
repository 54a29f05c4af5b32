// A width alone is not a layer.
// expect: LAYER_MISUSED<layer<2, (std::integral_constant<int, 4>|std::integral_constant<int, 4>)>, needs::a_layer_description
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<8>, dense<16>, relu, std::integral_constant<int, 4>> {};
#else
struct net : network<input<8>, dense<16>, relu, dense<4>> {};
#endif
