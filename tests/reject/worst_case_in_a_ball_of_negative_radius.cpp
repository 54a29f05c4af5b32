// A radius is positive.
// expect: RULE_MISUSED<linf_ball<-0?\.?5?.*>, needs::a_positive_radius, cure::write_a_positive_radius>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/deep_taylor.hpp>
#include <constexplain/rule/taylor.hpp>

using namespace constexplain;

struct net : network<input<8>, dense<16>, relu, dense<4>> {};

#ifndef TWIN
struct why : rules<on<first, taylor<root::worst_case<linf_ball<-5>>>>, on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<first, taylor<root::worst_case<linf_ball<5>>>>, on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#endif
