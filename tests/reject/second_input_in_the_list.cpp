// The input stands once, at the beginning.
// expect: LAYER_MISUSED<layer<2, input<16>>, needs::a_layer_description
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<8>, dense<16>, relu, input<16>, dense<4>> {};
#else
struct net : network<input<8>, dense<16>, relu, dense<4>> {};
#endif
