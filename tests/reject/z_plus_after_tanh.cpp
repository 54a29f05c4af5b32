// z+ is for inputs that are not negative; a tanh gives both signs.
// expect: RULE_NOT_ADMISSIBLE<layer<2, dense<4>>, z_plus, needs::non_negative_inputs, .*values_of_any_sign, cure::put_a_relu_before_it_or_declare_the_inputs_domain_or_write_unchecked>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<8>::within<-1, 1>, dense<16>, constexplain::tanh, dense<4>> {};

#ifndef TWIN
struct why : rules<on<first, z_box>, on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<first, z_box>, on<linear_layers, unchecked<z_plus>>> {};
static_assert(admissible<net, why>);
#endif
