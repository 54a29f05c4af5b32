// Every linear layer needs a rule: none is taken in silence.
// expect: LAYER_WITHOUT_RULE<layer<4, dense<16>>, cure::add_an_on_entry_that_selects_it>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, max_pool<2>,  //
                     flatten, dense<16>, relu, dense<10>> {};

#ifndef TWIN
struct why : rules<on<convolutions, z_plus>, on<last, epsilon<>>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<convolutions, z_plus>, on<dense_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#endif
