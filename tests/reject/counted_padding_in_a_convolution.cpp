// count_padding is an option of average pooling.
// expect: LAYER_MISUSED<layer<0, conv2d<4, .*needs::options_of_a_convolution, cure::choose_among_kernel_stride_padding_same_same_lower_dilation_groups_without_bias>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<4, 8, 8>, conv2d<4, kernel<3>, padding<1>, count_padding>> {};
#else
struct net : network<input<4, 8, 8>, conv2d<4, kernel<3>, padding<1>>> {};
#endif
