// Two layers of one name would read one array of a parameter file twice.
// expect: LAYER_MISUSED<layer<2, dense<2>>, needs::a_name_of_its_own, cure::give_each_layer_with_parameters_another_name>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<2>, named<"fc", dense<2>>, relu, named<"fc", dense<2>>> {};
#else
struct net : network<input<2>, named<"fc1", dense<2>>, relu, named<"fc2", dense<2>>> {};
#endif
