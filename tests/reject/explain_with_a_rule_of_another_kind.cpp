// epsilon on an activation, found where the rules are used.
// expect: RULE_DOES_NOT_APPLY<layer<1, tanh>, epsilon<0>, cure::choose_a_rule_for_this_kind_of_layer>
#include <constexplain.hpp>

using namespace constexplain;

struct net : network<input<8>::within<-1, 1>, dense<16>, constexplain::tanh, dense<4>> {};

#ifndef TWIN
struct why : rules<on<none_of<convolutions>, epsilon<0>>> {};
auto explain(model<net> const& m, tensor<float, 8> const& x) { return m.explain<why>(x); }
#else
struct why : rules<on<linear_layers, epsilon<0>>> {};
auto explain(model<net> const& m, tensor<float, 8> const& x) { return m.explain<why>(x); }
#endif
