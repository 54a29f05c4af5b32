// A root is sought in a box that the inputs may lie outside of.
// expect: RULE_NOT_ADMISSIBLE<layer<0, dense<16>>, taylor<root::worst_case<(constexplain::)?box<0, 1>>>, needs::inputs_inside_the_box_of_its_root, .*values_outside_of_it, cure::widen_the_box_or_declare_the_inputs_bounds_inside_it>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/deep_taylor.hpp>
#include <constexplain/rule/taylor.hpp>

using namespace constexplain;

struct net : network<input<8>::within<-1, 1>, dense<16>, relu, dense<4>> {};

#ifndef TWIN
struct why : rules<on<first, taylor<root::worst_case<box<0, 1>>>>, on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<first, taylor<root::worst_case<box<-1, 1>>>>, on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#endif
