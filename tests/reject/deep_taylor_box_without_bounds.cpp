// The box variant of deep Taylor decomposition needs the pixels' bounds.
// expect: RULE_NOT_ADMISSIBLE<layer<0, dense<16>>, z_box, needs::finite_bounds_of_the_inputs, .*values_without_finite_bounds, cure::declare_the_inputs_bounds_with_within_low_high>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/deep_taylor.hpp>

using namespace constexplain;

struct net : network<input<8>, dense<16>, relu, dense<4>> {};

#ifndef TWIN
static_assert(admissible<net, deep_taylor_box>);
#else
static_assert(admissible<net, deep_taylor_w_square>);
#endif
