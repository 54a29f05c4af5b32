// A range of layers that the network does not have.
// expect: SELECTOR_FINDS_NOTHING<layer_range<7, 9>, needs::at_least_one_layer
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, max_pool<2>,  //
                     flatten, dense<16>, relu, dense<10>> {};

#ifndef TWIN
struct why : rules<on<layer_range<7, 9>, epsilon<0.1>>, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<layer_range<6, 9>, epsilon<0.1>>, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#endif
