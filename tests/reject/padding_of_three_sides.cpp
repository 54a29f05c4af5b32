// Padding has one, two or four numbers.
// expect: LAYER_MISUSED<layer<0, conv2d<4, .*padding<1, 2, 1>>>, needs::one_two_or_four_numbers_of_padding
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<4, 8, 8>, conv2d<4, kernel<3>, padding<1, 2, 1>>> {};
#else
struct net : network<input<4, 8, 8>, conv2d<4, kernel<3>, padding<1, 2, 1, 2>>> {};
#endif
