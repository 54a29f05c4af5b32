// A convolution without output channels.
// expect: LAYER_MISUSED<layer<0, conv2d<0, kernel<3.*needs::at_least_one_output
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<3, 32, 32>, conv2d<0, kernel<3>>> {};
#else
struct net : network<input<3, 32, 32>, conv2d<1, kernel<3>>> {};
#endif
