// A leaky ReLU lets negative values through, which deep Taylor decomposition has no rule for.
// expect: RULE_NOT_ADMISSIBLE<layer<2, dense<4>>, z_plus, needs::non_negative_inputs, .*values_of_any_sign, cure::put_a_relu_before_it_or_declare_the_inputs_domain_or_write_unchecked>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/deep_taylor.hpp>

using namespace constexplain;

struct leaky : network<input<8>, dense<16>, leaky_relu<0.1>, dense<4>> {};
struct with_relu : network<input<8>, dense<16>, relu, dense<4>> {};

#ifndef TWIN
static_assert(admissible<leaky, deep_taylor>);
#else
static_assert(admissible<with_relu, deep_taylor>);
#endif
