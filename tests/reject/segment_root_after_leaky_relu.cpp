// A leaky ReLU gives values of any sign, without an end.
// expect: RULE_NOT_ADMISSIBLE<layer<2, dense<4>>, taylor<root::segment>, needs::non_negative_inputs_or_finite_bounds, .*values_of_any_sign, cure::declare_the_inputs_bounds_or_put_a_relu_before_it_or_write_root_nearest>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/deep_taylor.hpp>
#include <constexplain/rule/taylor.hpp>

using namespace constexplain;

struct net : network<input<8>, dense<16>, leaky_relu<0.1>, dense<4>> {};

#ifndef TWIN
struct why : rules<on<first, w_square>, on<linear_layers, taylor<root::segment>>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<first, w_square>, on<linear_layers, unchecked<taylor<root::segment>>>> {};
static_assert(admissible<net, why>);
#endif
