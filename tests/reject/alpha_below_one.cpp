// Alpha less than 1 would need a negative beta.
// expect: RULE_MISUSED<alpha_beta<0, -1>, needs::alpha_of_at_least_1_and_beta_of_at_least_0
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, max_pool<2>,  //
                     flatten, dense<16>, relu, dense<10>> {};

#ifndef TWIN
struct why : rules<on<linear_layers, alpha_beta<0, -1>>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<linear_layers, alpha_beta<1, 0>>> {};
static_assert(admissible<net, why>);
#endif
