// A single rule is not a rule set.
// expect: NOT_A_RULE_SET<z_box, cure::derive_a_struct_from_rules_and_give_its_name>
#include <constexplain.hpp>

using namespace constexplain;

struct net : network<input<8>::within<-1, 1>, dense<16>, constexplain::tanh, dense<4>> {};

#ifndef TWIN
auto explain(model<net> const& m, tensor<float, 8> const& x) { return m.explain<z_box>(x); }
#else
auto explain(model<net> const& m, tensor<float, 8> const& x) {
    return m.explain<rules<on<first, z_box>, on<last, epsilon<>>>>(x);
}
#endif
