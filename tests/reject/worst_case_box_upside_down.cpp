// The low bound of a search domain comes first.
// expect: RULE_MISUSED<box<1, 0>, needs::a_low_bound_that_does_not_exceed_the_high_bound, cure::write_the_low_bound_first>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/deep_taylor.hpp>
#include <constexplain/rule/taylor.hpp>

using namespace constexplain;

struct net : network<input<8>::within<0, 1>, dense<16>, relu, dense<4>> {};

#ifndef TWIN
struct why : rules<on<first, taylor<root::worst_case<box<1, 0>>>>, on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<first, taylor<root::worst_case<box<0, 1>>>>, on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#endif
