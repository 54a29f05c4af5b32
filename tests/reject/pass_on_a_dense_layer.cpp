// Relevance cannot pass through a layer of another shape.
// expect: RULE_DOES_NOT_APPLY<layer<4, dense<16>>.*pass.*cure::choose_a_rule_for_this_kind_of_layer>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, max_pool<2>,  //
                     flatten, dense<16>, relu, dense<10>> {};

#ifndef TWIN
struct why : rules<on<dense_layers, pass>, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<dense_layers, epsilon<>>, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#endif
