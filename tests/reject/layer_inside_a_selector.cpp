// first_of takes a selector: the layers among which it chooses.
// expect: SELECTOR_MISUSED<relu, needs::a_selector, cure::choose_a_selector_such_as_convolutions_or_first>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, max_pool<2>,  //
                     flatten, dense<16>, relu, dense<10>> {};

#ifndef TWIN
struct why : rules<on<none_of<first_of<relu>>, epsilon<>>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<all_of<linear_layers, none_of<first_of<activations>>>, epsilon<>>> {};
static_assert(admissible<net, why>);
#endif
