// The worst case over the declared box needs one.
// expect: RULE_NOT_ADMISSIBLE<layer<0, dense<16>>, taylor<root::worst_case<.*>>, needs::finite_bounds_of_the_inputs, .*values_without_finite_bounds, cure::declare_the_inputs_bounds_with_within_low_high>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/deep_taylor.hpp>
#include <constexplain/rule/taylor.hpp>

using namespace constexplain;

struct net : network<input<8>, dense<16>, relu, dense<4>> {};

#ifndef TWIN
struct why : rules<on<first, taylor<root::worst_case<>>>, on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<first, taylor<root::worst_case<l2_ball<1>>>>, on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#endif
