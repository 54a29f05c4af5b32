// After two poolings the image is smaller than the third kernel.
// expect: SHAPE_MISMATCH<layer<4, conv2d<32, kernel<5.*needs::height_and_width_of_at_least<5, 5>, given<16, 2, 2>, cure::use_a_smaller_kernel
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct small : network<input<1, 12, 12>, conv2d<8, kernel<3>>, max_pool<2>,  //
                       conv2d<16, kernel<2>>, max_pool<2>, conv2d<32, kernel<5>>> {};
#else
struct small : network<input<1, 12, 12>, conv2d<8, kernel<3>>, max_pool<2>,  //
                       conv2d<16, kernel<2>>, max_pool<2>, conv2d<32, kernel<2>>> {};
#endif
