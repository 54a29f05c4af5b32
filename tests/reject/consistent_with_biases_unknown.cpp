// With biases of any sign deep Taylor decomposition may lose relevance: the parameters decide.
// expect: PROPERTY_NOT_GUARANTEED<property::consistent, layer<2, dense<4>>, z_plus, because<.*doubt::bias_of_any_sign>, cure::leave_the_biases_out_or_ask_the_guarantees_of_the_model>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/guarantee.hpp>
#include <constexplain/rule/composites.hpp>
#include <constexplain/rule/deep_taylor.hpp>

using namespace constexplain;

struct net : network<input<8>, dense<16>, relu, dense<4>> {};

#ifndef TWIN
static_assert(is_consistent<net, deep_taylor>);
#else
static_assert(guarantee<net, deep_taylor>::consistent == certainty::if_biases_are_non_positive);
#endif
