// A dense layer has no window that could move.
// expect: LAYER_MISUSED<layer<0, dense<10, stride<2.*needs::without_bias_as_its_only_option
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<8>, dense<10, stride<2>>> {};
#else
struct net : network<input<8>, dense<10, without_bias>> {};
#endif
