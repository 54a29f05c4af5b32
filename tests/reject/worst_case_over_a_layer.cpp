// The worst case is sought over a box or a ball.
// expect: RULE_MISUSED<root::worst_case<(constexplain::)?relu>, needs::a_domain_to_search, cure::write_box_low_high_or_l2_ball_or_linf_ball>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/deep_taylor.hpp>
#include <constexplain/rule/taylor.hpp>

using namespace constexplain;

struct net : network<input<8>, dense<16>, relu, dense<4>> {};

#ifndef TWIN
struct why : rules<on<first, taylor<root::worst_case<relu>>>, on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<first, taylor<root::worst_case<l2_ball<1>>>>, on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#endif
