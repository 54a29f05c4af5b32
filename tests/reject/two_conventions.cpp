// A rule set follows one convention.
// expect: RULE_SET_MISUSED<detail::both<convention::captum, convention::paper>, needs::at_most_one_convention, cure::choose_one_convention>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, max_pool<2>,  //
                     flatten, dense<16>, relu, dense<10>> {};

#ifndef TWIN
struct why : rules<convention::captum, convention::paper, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<convention::captum, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#endif
