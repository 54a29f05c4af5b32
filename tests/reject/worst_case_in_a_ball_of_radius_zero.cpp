// A ball of radius 0 holds the input alone: no root.
// expect: RULE_MISUSED<l2_ball<0>, needs::a_positive_radius, cure::write_a_positive_radius>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/deep_taylor.hpp>
#include <constexplain/rule/taylor.hpp>

using namespace constexplain;

struct net : network<input<8>, dense<16>, relu, dense<4>> {};

#ifndef TWIN
struct why : rules<on<first, taylor<root::worst_case<l2_ball<0>>>>, on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<first, taylor<root::worst_case<l2_ball<2>>>>, on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#endif
