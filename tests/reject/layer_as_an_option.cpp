// An activation is a layer of its own, not an option of the one before.
// expect: LAYER_MISUSED<layer<0, conv2d<4, .*relu>>, needs::options_of_a_convolution
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<4, 8, 8>, conv2d<4, kernel<3>, relu>> {};
#else
struct net : network<input<4, 8, 8>, conv2d<4, kernel<3>>, relu> {};
#endif
