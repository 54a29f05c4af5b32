// A layer without a name keeps its parameters under its index, which no other layer may take as its name.
// expect: LAYER_MISUSED<layer<2, dense<2>>, needs::a_name_of_its_own, cure::give_each_layer_with_parameters_another_name>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<2>, dense<2>, relu, named<"0", dense<2>>> {};
#else
struct net : network<input<2>, dense<2>, relu, named<"2", dense<2>>> {};
#endif
