// The low bound of a box is written first.
// expect: INPUT_MISUSED<needs::a_low_bound_that_does_not_exceed_the_high_bound, box<1, 0>, cure::write_the_low_bound_first>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<1, 28, 28>::within<1, 0>, flatten, dense<10>> {};
#else
struct net : network<input<1, 28, 28>::within<0, 1>, flatten, dense<10>> {};
#endif
