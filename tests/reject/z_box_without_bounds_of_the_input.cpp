// z^B needs the box that pixels live in: the input declares it.
// expect: RULE_NOT_ADMISSIBLE<layer<0, conv2d<4, .*z_box, needs::finite_bounds_of_the_inputs, .*values_without_finite_bounds, cure::declare_the_inputs_bounds_with_within_low_high>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<1, 8, 8>, conv2d<4, kernel<3>>, relu, flatten, dense<10>> {};
struct why : rules<on<first, z_box>, on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#else
struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, flatten, dense<10>> {};
struct why : rules<on<first, z_box>, on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#endif
