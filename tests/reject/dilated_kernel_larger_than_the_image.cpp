// A 3x3 kernel with dilation 4 spans 9x9 pixels.
// expect: needs::height_and_width_of_at_least<9, 9>, given<1, 8, 8>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<1, 8, 8>, conv2d<8, kernel<3>, dilation<4>>> {};
#else
struct net : network<input<1, 8, 8>, conv2d<8, kernel<3>, dilation<3>>> {};
#endif
