// A network takes one sample at a time: there is no batch axis.
// expect: INPUT_MISUSED<needs::one_two_or_three_extents, given<1, 3, 32, 32>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<1, 3, 32, 32>::within<0, 1>, conv2d<8, kernel<3>>, relu> {};
#else
struct net : network<input<3, 32, 32>::within<0, 1>, conv2d<8, kernel<3>>, relu> {};
#endif
