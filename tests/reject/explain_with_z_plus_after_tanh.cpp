// A rule that the domain does not admit, found where the rules are used.
// expect: RULE_NOT_ADMISSIBLE<layer<2, dense<4>>, z_plus, needs::non_negative_inputs
#include <constexplain.hpp>

using namespace constexplain;

struct net : network<input<8>::within<-1, 1>, dense<16>, constexplain::tanh, dense<4>> {};

#ifndef TWIN
struct why : rules<on<first, z_box>, on<linear_layers, z_plus>> {};
auto explain(model<net> const& m, tensor<float, 8> const& x) { return m.explain<why>(x); }
#else
struct why : rules<on<first, z_box>, on<linear_layers, epsilon<>>> {};
auto explain(model<net> const& m, tensor<float, 8> const& x) { return m.explain<why>(x); }
#endif
