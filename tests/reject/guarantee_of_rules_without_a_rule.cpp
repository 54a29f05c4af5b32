// A guarantee is given of rules that cover the network.
// expect: LAYER_WITHOUT_RULE<layer<2, dense<4>>, cure::add_an_on_entry_that_selects_it>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/guarantee.hpp>
#include <constexplain/rule/composites.hpp>
#include <constexplain/rule/deep_taylor.hpp>

using namespace constexplain;

struct net : network<input<8>, dense<16>, relu, dense<4>> {};
struct why : rules<on<first, w_square>> {};

#ifndef TWIN
static_assert(guarantee<net, why>::positive == certainty::yes);
#else
static_assert(guarantee<net, deep_taylor>::positive == certainty::yes);
#endif
