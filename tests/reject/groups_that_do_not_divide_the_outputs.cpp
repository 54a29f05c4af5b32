// Each group writes the same number of output channels.
// expect: LAYER_MISUSED<layer<0, conv2d<16, .*needs::output_channels_divisible_by<3>, cure::choose_groups_that_divide_the_output_channels>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<3, 32, 32>, conv2d<16, kernel<3>, groups<3>>> {};
#else
struct net : network<input<3, 32, 32>, conv2d<18, kernel<3>, groups<3>>> {};
#endif
