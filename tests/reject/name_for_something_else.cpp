// A name is given to a layer.
// expect: LAYER_MISUSED<layer<0, int>, needs::a_layer_description
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<8>, named<"stem", int>, relu, dense<4>> {};
#else
struct net : network<input<8>, named<"stem", dense<16>>, relu, dense<4>> {};
#endif
