// Alpha and beta share out what there is: their difference is 1.
// expect: RULE_MISUSED<alpha_beta<2, 2>, needs::alpha_minus_beta_equal_to_1, cure::choose_beta_as_alpha_minus_1>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, max_pool<2>,  //
                     flatten, dense<16>, relu, dense<10>> {};

#ifndef TWIN
struct why : rules<on<linear_layers, alpha_beta<2, 2>>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<linear_layers, alpha_beta<2, 1>>> {};
static_assert(admissible<net, why>);
#endif
