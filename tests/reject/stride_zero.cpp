// Windows that never move on.
// expect: LAYER_MISUSED<layer<0, conv2d<16, .*stride<0.*needs::numbers_of_at_least_1, cure::leave_it_out_or_write_at_least_1>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<3, 32, 32>, conv2d<16, kernel<3>, stride<0>>> {};
#else
struct net : network<input<3, 32, 32>, conv2d<16, kernel<3>, stride<1>>> {};
#endif
