// An explanation needs its rule set: explain<rules>(input).
// expect: NOT_A_RULE_SET<void, cure::derive_a_struct_from_rules_and_give_its_name>
#include <constexplain.hpp>

using namespace constexplain;

struct net : network<input<8>::within<-1, 1>, dense<16>, constexplain::tanh, dense<4>> {};
struct why : rules<on<linear_layers, epsilon<>>> {};

#ifndef TWIN
auto explain(model<net> const& m, tensor<float, 8> const& x) { return m.explain(x); }
#else
auto explain(model<net> const& m, tensor<float, 8> const& x) { return m.explain<why>(x); }
#endif
