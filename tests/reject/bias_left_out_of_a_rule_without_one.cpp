// no_bias is for rules of linear layers.
// expect: RULE_MISUSED<no_bias<winner_takes_all>, needs::a_rule_of_linear_layers, cure::wrap_a_rule_of_linear_layers_such_as_epsilon_or_z_plus>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, max_pool<2>,  //
                     flatten, dense<16>, relu, dense<10>> {};

#ifndef TWIN
struct why : rules<on<max_pools, no_bias<winner_takes_all>>, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<dense_layers, no_bias<epsilon<>>>, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#endif
