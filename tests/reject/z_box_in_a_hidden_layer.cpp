// A ReLU has no upper bound; a sigmoid has.
// expect: z_box, needs::finite_bounds_of_the_inputs, .*cure::put_a_bounded_activation_before_it_or_choose_another_rule>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<8>::within<0, 1>, dense<16>, relu, dense<4>> {};
struct why : rules<on<linear_layers, z_box>> {};
static_assert(admissible<net, why>);
#else
struct net : network<input<8>::within<0, 1>, dense<16>, sigmoid, dense<4>> {};
struct why : rules<on<linear_layers, z_box>> {};
static_assert(admissible<net, why>);
#endif
