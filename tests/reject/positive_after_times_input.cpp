// Multiplied by the input, a map may change its sign.
// expect: PROPERTY_NOT_GUARANTEED<property::positive, layer<0, dense<16>>, z_plus, because<.*doubt::times_input>, cure::choose_a_rule_set_such_as_deep_taylor>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/guarantee.hpp>
#include <constexplain/rule/composites.hpp>
#include <constexplain/rule/deep_taylor.hpp>
#include <constexplain/rule/taylor.hpp>

using namespace constexplain;

struct net : network<input<8>::non_negative, dense<16>, relu, dense<4>> {};

#ifndef TWIN
struct why : rules<times_input, on<linear_layers, z_plus>> {};
static_assert(is_positive<net, why>);
#else
struct why : rules<on<linear_layers, z_plus>> {};
static_assert(is_positive<net, why>);
#endif
