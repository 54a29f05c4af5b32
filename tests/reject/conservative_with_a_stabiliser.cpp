// A stabiliser absorbs relevance.
// expect: PROPERTY_NOT_GUARANTEED<property::conservative, layer<2, dense<4, without_bias>>, z_plus, because<.*doubt::stabiliser>, cure::choose_a_rule_set_such_as_deep_taylor>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/guarantee.hpp>
#include <constexplain/rule/composites.hpp>
#include <constexplain/rule/deep_taylor.hpp>

using namespace constexplain;

struct net : network<input<8>::non_negative, dense<16, without_bias>, relu, dense<4, without_bias>> {};
struct why : rules<on<linear_layers, z_plus>> {};

#ifndef TWIN
static_assert(is_conservative<net, why>);
#else
static_assert(is_conservative<net, deep_taylor>);
#endif
