// First the layers, then their rule.
// expect: RULE_SET_MISUSED<on<z_plus, .*>, needs::a_selector_and_then_a_rule, cure::write_entries_as_on_convolutions_z_plus>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, max_pool<2>,  //
                     flatten, dense<16>, relu, dense<10>> {};

#ifndef TWIN
struct why : rules<on<z_plus, convolutions>, on<dense_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<convolutions, z_plus>, on<dense_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#endif
