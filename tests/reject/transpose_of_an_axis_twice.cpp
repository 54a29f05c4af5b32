// Axes in another order: each of them once.
// expect: LAYER_MISUSED<layer<0, transpose<.*>>, needs::each_axis_once, cure::name_each_axis_of_the_input_once_in_its_new_order>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<2, 3, 5>, transpose<2, 1, 1>> {};
#else
struct net : network<input<2, 3, 5>, transpose<2, 1, 0>> {};
#endif
