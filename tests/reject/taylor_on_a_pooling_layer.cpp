// A root is a linear layer's.
// expect: RULE_DOES_NOT_APPLY<layer<2, max_pool<.*>>, taylor<root::segment>, cure::choose_a_rule_for_this_kind_of_layer>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/deep_taylor.hpp>
#include <constexplain/rule/taylor.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, max_pool<2>,  //
                     flatten, dense<16>, relu, dense<10>> {};

#ifndef TWIN
struct why : rules<on<pools, taylor<root::segment>>, on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<pools, winner_takes_all>, on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#endif
