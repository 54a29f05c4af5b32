// The same check where the rules are used: no explanation without a rule for each linear layer.
// expect: LAYER_WITHOUT_RULE<layer<2, dense<4>>, cure::add_an_on_entry_that_selects_it>
#include <constexplain.hpp>

using namespace constexplain;

struct net : network<input<8>::within<-1, 1>, dense<16>, constexplain::tanh, dense<4>> {};

#ifndef TWIN
struct why : rules<on<first, z_box>> {};
auto explain(model<net> const& m, tensor<float, 8> const& x) { return m.explain<why>(x); }
#else
struct why : rules<on<first, z_box>, on<linear_layers, epsilon<>>> {};
auto explain(model<net> const& m, tensor<float, 8> const& x) { return m.explain<why>(x); }
#endif
