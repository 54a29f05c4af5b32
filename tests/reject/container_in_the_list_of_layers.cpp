// Only layers can stand in the list.
// expect: LAYER_MISUSED<layer<2, std::vector<int>>, needs::a_layer_description
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

#include <vector>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<8>, dense<16>, relu, std::vector<int>, dense<4>> {};
#else
struct net : network<input<8>, dense<16>, relu, dense<8>, dense<4>> {};
#endif
