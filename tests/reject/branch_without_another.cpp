// One branch alone is a row of layers.
// expect: LAYER_MISUSED<layer<2, branch_concatenation<1>>, needs::at_least_two_branches, cure::write_layers_of_one_branch_without_parallel>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<4>, parallel<branch<dense<3>, relu>>, dense<2>> {};
#else
struct net : network<input<4>, dense<3>, relu, dense<2>> {};
#endif
