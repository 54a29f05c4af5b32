// The z+ variant of deep Taylor decomposition is for inputs in [0, inf).
// expect: RULE_NOT_ADMISSIBLE<layer<0, dense<16>>, z_plus, needs::non_negative_inputs, .*values_of_any_sign, cure::put_a_relu_before_it_or_declare_the_inputs_domain_or_write_unchecked>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/deep_taylor.hpp>

using namespace constexplain;

struct net : network<input<8>, dense<16>, relu, dense<4>> {};

#ifndef TWIN
static_assert(admissible<net, deep_taylor_z_plus>);
#else
static_assert(admissible<net, deep_taylor>);
#endif
