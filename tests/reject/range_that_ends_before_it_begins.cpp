// layer_range<Begin, End> holds the layers Begin to End - 1.
// expect: SELECTOR_FINDS_NOTHING<layer_range<4, 2>, needs::at_least_one_layer, cure::let_the_range_begin_before_its_end_and_inside_the_network>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, max_pool<2>,  //
                     flatten, dense<16>, relu, dense<10>> {};

#ifndef TWIN
struct why : rules<on<layer_range<4, 2>, epsilon<0.1>>, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<layer_range<4, 5>, epsilon<0.1>>, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#endif
