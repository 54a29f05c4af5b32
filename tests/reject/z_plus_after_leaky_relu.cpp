// A leaky ReLU lets negative values through.
// expect: RULE_NOT_ADMISSIBLE<layer<2, dense<4>>, z_plus, needs::non_negative_inputs
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<8>, dense<16>, leaky_relu<0.1>, dense<4>> {};
struct why : rules<on<first, w_square>, on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#else
struct net : network<input<8>, dense<16>, relu, dense<4>> {};
struct why : rules<on<first, w_square>, on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#endif
