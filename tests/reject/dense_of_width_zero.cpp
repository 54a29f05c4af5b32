// A layer without outputs.
// expect: LAYER_MISUSED<layer<2, dense<0>>, needs::at_least_one_output
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<8>, dense<16>, relu, dense<0>> {};
#else
struct net : network<input<8>, dense<16>, relu, dense<1>> {};
#endif
