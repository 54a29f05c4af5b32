// An image has channels, even if it is only one.
// expect: INPUT_MISUSED<needs::one_extent_or_three, given<28, 28>, cure::write_a_vector_as_input_784_and_an_image_as_input_1_28_28_channels_first>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct digits : network<input<28, 28>, conv2d<8, kernel<5>>, relu, flatten, dense<10>> {};
#else
struct digits : network<input<1, 28, 28>, conv2d<8, kernel<5>>, relu, flatten, dense<10>> {};
#endif
