// An average has no winner.
// expect: RULE_DOES_NOT_APPLY<layer<1, avg_pool<.*winner_takes_all, cure::choose_a_rule_for_this_kind_of_layer>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>, conv2d<4, kernel<3>>, avg_pool<2>, flatten, dense<10>> {};

#ifndef TWIN
struct why : rules<on<pools, winner_takes_all>, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<pools, norm>, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#endif
