// unchecked gives up a condition, but z^B cannot be computed without its bounds.
// expect: RULE_MISUSED<unchecked<z_box>, needs::finite_bounds_even_when_unchecked, cure::declare_the_inputs_bounds_or_choose_a_rule_without_bounds>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, max_pool<2>,  //
                     flatten, dense<16>, relu, dense<10>> {};

#ifndef TWIN
struct why : rules<on<first, unchecked<z_box>>, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<first, z_box>, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#endif
