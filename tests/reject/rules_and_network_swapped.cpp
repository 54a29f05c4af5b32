// First the network, then the rule set.
// expect: NOT_A_NETWORK<why, cure::derive_a_struct_from_network_and_give_its_name>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, max_pool<2>,  //
                     flatten, dense<16>, relu, dense<10>> {};
struct why : rules<on<linear_layers, epsilon<>>> {};

#ifndef TWIN
static_assert(admissible<why, net>);
#else
static_assert(admissible<net, why>);
#endif
