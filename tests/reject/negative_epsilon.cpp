// A negative stabiliser would move denominators towards zero.
// expect: RULE_MISUSED<.*epsilon<-.*>, needs::a_number_of_at_least_0, cure::write_0_or_a_positive_number>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, max_pool<2>,  //
                     flatten, dense<16>, relu, dense<10>> {};

#ifndef TWIN
struct why : rules<on<linear_layers, epsilon<-1e-6>>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<linear_layers, epsilon<1e-6>>> {};
static_assert(admissible<net, why>);
#endif
