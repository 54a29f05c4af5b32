// No layer has this name.
// expect: SELECTOR_FINDS_NOTHING<layer_named<.*>, needs::at_least_one_layer, cure::count_layers_from_0_without_the_input_or_give_the_layer_that_name_with_named>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>, named<"stem", conv2d<4, kernel<3>>>, relu, flatten, dense<10>> {};

#ifndef TWIN
struct why : rules<on<layer_named<"steam">, epsilon<0.1>>, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<layer_named<"stem">, epsilon<0.1>>, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#endif
