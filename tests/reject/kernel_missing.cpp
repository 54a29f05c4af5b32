// A convolution does not guess the size of its kernel.
// expect: LAYER_MISUSED<layer<0, conv2d<16, same>>, needs::a_kernel, cure::give_it_a_kernel_as_in_conv2d_16_kernel_3>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<3, 32, 32>, conv2d<16, same>, relu> {};
#else
struct net : network<input<3, 32, 32>, conv2d<16, kernel<3>, same>, relu> {};
#endif
