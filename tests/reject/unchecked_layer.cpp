// unchecked takes a rule.
// expect: RULE_MISUSED<unchecked<relu>, needs::a_propagation_rule
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, max_pool<2>,  //
                     flatten, dense<16>, relu, dense<10>> {};

#ifndef TWIN
struct why : rules<on<convolutions, unchecked<relu>>, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<convolutions, unchecked<z_plus>>, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#endif
