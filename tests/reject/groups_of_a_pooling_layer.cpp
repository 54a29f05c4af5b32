// Pooling works on each channel alone anyway.
// expect: LAYER_MISUSED<layer<0, max_pool<.*groups<2>>>, needs::options_of_a_pooling_layer, cure::choose_among_stride_padding_same_same_lower_dilation_round_up>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<4, 8, 8>, max_pool<2, groups<2>>> {};
#else
struct net : network<input<4, 8, 8>, max_pool<2, stride<2>>> {};
#endif
