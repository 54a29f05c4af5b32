// An image has channels, even if it is only one. Two extents are channels and length.
// expect: SHAPE_MISMATCH<layer<0, conv2d<8, .*kernel<5.*>>, needs::channels_height_width, given<28, 28>, cure::put_it_before_flatten_or_declare_input_as_channels_height_width>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct digits : network<input<28, 28>, conv2d<8, kernel<5>>, relu, flatten, dense<10>> {};
#else
struct digits : network<input<1, 28, 28>, conv2d<8, kernel<5>>, relu, flatten, dense<10>> {};
#endif
