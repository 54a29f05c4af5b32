// The rule set has its own mistake: explaining with it adds none.
// expect: RULE_SET_MISUSED<z_box, needs::an_entry_on_selector_rule_or_a_convention_or_an_option_of_rule_sets
#include <constexplain.hpp>

using namespace constexplain;

struct net : network<input<8>::within<-1, 1>, dense<16>, constexplain::tanh, dense<4>> {};

#ifndef TWIN
struct why : rules<z_box, on<dense_layers, epsilon<>>> {};
auto explain(model<net> const& m, tensor<float, 8> const& x) { return m.explain<why>(x); }
#else
struct why : rules<on<first, z_box>, on<dense_layers, epsilon<>>> {};
auto explain(model<net> const& m, tensor<float, 8> const& x) { return m.explain<why>(x); }
#endif
