// A dilated window that steps over the whole image: it would have no largest value.
// expect: SHAPE_MISMATCH<layer<0, max_pool<.*needs::at_least_one_tap_of_every_window_inside_the_image, given<1, 1, 1>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>
using namespace constexplain;

#ifndef TWIN
struct net : network<input<1, 1, 1>, max_pool<2, dilation<2>, padding<1>>> {};
#else
struct net : network<input<1, 3, 3>, max_pool<2, dilation<2>, padding<1>>> {};
#endif
