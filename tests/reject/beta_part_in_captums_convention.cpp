// Captum has alpha 1, beta 0 only: there is no number to agree with.
// expect: RULE_NOT_ADMISSIBLE<layer<0, conv2d<4, .*alpha_beta<.*>, needs::a_convention_that_has_a_beta_part, convention::captum, cure::write_alpha_beta_1_0_or_choose_another_convention>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, max_pool<2>,  //
                     flatten, dense<16>, relu, dense<10>> {};

#ifndef TWIN
struct why : rules<convention::captum, on<linear_layers, alpha_beta<2, 1>>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<convention::captum, on<linear_layers, alpha_beta<1, 0>>> {};
static_assert(admissible<net, why>);
#endif
