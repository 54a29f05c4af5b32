// A rule belongs to a rule set, not into the network.
// expect: LAYER_MISUSED<layer<1, z_plus>, needs::a_layer_description, cure::list_layers_only_such_as_dense_10_or_relu_or_flatten>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<8>, dense<16>, z_plus, relu, dense<4>> {};
#else
struct net : network<input<8>, dense<16>, relu, dense<4>> {};
#endif
