// A convolution needs channels, height and width, which flatten takes away.
// expect: SHAPE_MISMATCH<layer<1, conv2d<8, kernel<3
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct digits : network<input<1, 28, 28>, flatten, conv2d<8, kernel<3>>, relu> {};
#else
struct digits : network<input<1, 28, 28>, conv2d<8, kernel<3>>, relu, flatten> {};
#endif
