// Padding never wins a maximum, so it cannot count; it can in averages.
// expect: LAYER_MISUSED<layer<0, max_pool<.*count_padding>>, needs::options_of_a_pooling_layer
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<4, 8, 8>, max_pool<3, padding<1>, count_padding>> {};
#else
struct net : network<input<4, 8, 8>, avg_pool<3, padding<1>, count_padding>> {};
#endif
