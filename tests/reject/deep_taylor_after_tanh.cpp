// Deep Taylor decomposition's z+ is for inputs that are not negative; a tanh gives both signs.
// expect: RULE_NOT_ADMISSIBLE<layer<2, dense<4>>, z_plus, needs::non_negative_inputs, .*values_of_any_sign, cure::put_a_relu_before_it_or_declare_the_inputs_domain_or_write_unchecked>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/deep_taylor.hpp>

using namespace constexplain;

struct with_tanh : network<input<8>, dense<16>, constexplain::tanh, dense<4>> {};
struct with_relu : network<input<8>, dense<16>, relu, dense<4>> {};

#ifndef TWIN
static_assert(admissible<with_tanh, deep_taylor>);
#else
static_assert(admissible<with_relu, deep_taylor>);
#endif
