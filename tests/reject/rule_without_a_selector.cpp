// An entry says on which layers a rule works.
// expect: RULE_SET_MISUSED<z_plus, needs::an_entry_on_selector_rule_or_a_convention_or_an_option_of_rule_sets, cure::write_entries_as_on_convolutions_z_plus>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, max_pool<2>,  //
                     flatten, dense<16>, relu, dense<10>> {};

#ifndef TWIN
struct why : rules<on<first, z_box>, z_plus> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<first, z_box>, on<linear_layers, z_plus>> {};
static_assert(admissible<net, why>);
#endif
