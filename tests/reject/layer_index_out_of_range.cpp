// layer_at counts from 0, and this network has seven layers.
// expect: SELECTOR_FINDS_NOTHING<layer_at<7>, needs::at_least_one_layer, cure::count_layers_from_0_without_the_input_or_give_the_layer_that_name_with_named>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, max_pool<2>,  //
                     flatten, dense<16>, relu, dense<10>> {};

#ifndef TWIN
struct why : rules<on<layer_at<7>, z_plus>, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<layer_at<6>, z_plus>, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#endif
