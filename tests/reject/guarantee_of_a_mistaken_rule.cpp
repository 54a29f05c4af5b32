// The mistake is the rule; what it would guarantee is not a second one.
// expect: RULE_MISUSED<int, needs::a_root_point, cure::write_root_zero_or_root_nearest_or_root_segment_or_root_worst_case>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/guarantee.hpp>
#include <constexplain/rule/composites.hpp>
#include <constexplain/rule/deep_taylor.hpp>
#include <constexplain/rule/taylor.hpp>

using namespace constexplain;

struct net : network<input<8>::non_negative, dense<16>, relu, dense<4>> {};

#ifndef TWIN
struct why : rules<convention::paper, on<linear_layers, taylor<int>>> {};
static_assert(is_positive<net, why>);
#else
struct why : rules<convention::paper, on<linear_layers, taylor<root::segment>>> {};
static_assert(is_positive<net, why>);
#endif
