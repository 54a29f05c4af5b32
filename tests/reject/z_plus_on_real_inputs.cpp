// An input that declares no domain holds any real numbers.
// expect: RULE_NOT_ADMISSIBLE<layer<0, dense<16>>, z_plus, needs::non_negative_inputs
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<8>, dense<16>, relu, dense<4>> {};
struct why : rules<on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#else
struct net : network<input<8>::non_negative, dense<16>, relu, dense<4>> {};
struct why : rules<on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#endif
