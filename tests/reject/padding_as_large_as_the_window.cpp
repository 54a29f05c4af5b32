// A window that held padding only would have no maximum and no mean.
// expect: LAYER_MISUSED<layer<0, max_pool<.*needs::padding_smaller_than_the_window, cure::use_less_padding_or_a_larger_window>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<4, 8, 8>, max_pool<2, padding<2>>> {};
#else
struct net : network<input<4, 8, 8>, max_pool<2, padding<1>>> {};
#endif
