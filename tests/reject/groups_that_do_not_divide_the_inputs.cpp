// Each group reads the same number of input channels: 2 groups cannot share 3 channels.
// expect: needs::channels_divisible_by<2>, given<3, 32, 32>, cure::choose_groups_that_divide_the_input_channels>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<3, 32, 32>, conv2d<16, kernel<3>, groups<2>>> {};
#else
struct net : network<input<4, 32, 32>, conv2d<16, kernel<3>, groups<2>>> {};
#endif
