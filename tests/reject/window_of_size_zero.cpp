// A pooling window of no size.
// expect: LAYER_MISUSED<layer<0, max_pool<.*needs::numbers_of_at_least_1
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<3, 32, 32>, max_pool<0>> {};
#else
struct net : network<input<3, 32, 32>, max_pool<1>> {};
#endif
