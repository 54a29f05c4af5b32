// A Taylor rule is named by its root, not by the rule that comes of it.
// expect: RULE_MISUSED<z_plus, needs::a_root_point, cure::write_root_zero_or_root_nearest_or_root_segment_or_root_worst_case>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/deep_taylor.hpp>
#include <constexplain/rule/taylor.hpp>

using namespace constexplain;

struct net : network<input<8>::non_negative, dense<16>, relu, dense<4>> {};

#ifndef TWIN
struct why : rules<on<linear_layers, taylor<z_plus>>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<linear_layers, taylor<root::segment>>> {};
static_assert(admissible<net, why>);
#endif
