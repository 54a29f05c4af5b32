// Epsilon's shares have either sign: its maps are not guaranteed to be positive.
// expect: PROPERTY_NOT_GUARANTEED<property::positive, layer<7?6?, dense<10>>, epsilon<.*>, because<.*doubt::signed_shares>, cure::choose_a_rule_set_such_as_deep_taylor>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/guarantee.hpp>
#include <constexplain/rule/composites.hpp>
#include <constexplain/rule/deep_taylor.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, max_pool<2>,  //
                     flatten, dense<16>, relu, dense<10>> {};

#ifndef TWIN
static_assert(is_positive<net, epsilon_plus>);
#else
static_assert(is_positive<net, deep_taylor>);
#endif
