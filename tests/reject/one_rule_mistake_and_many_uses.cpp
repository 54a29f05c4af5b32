// An assertion, a workspace and two explanations by the same wrong rules: one error.
// expect: RULE_NOT_ADMISSIBLE<layer<2, dense<4>>, z_plus, needs::non_negative_inputs
#include <constexplain.hpp>

using namespace constexplain;

struct net : network<input<8>::within<-1, 1>, dense<16>, constexplain::tanh, dense<4>> {};

#ifndef TWIN
struct why : rules<on<first, z_box>, on<last, z_plus>> {};
static_assert(admissible<net, why>);
float answer(model<net> const& m, tensor<float, 8> const& x) {
    static workspace<net, why> buffers;
    auto const one = m.explain<why>(x, buffers);
    auto const other = m.explain<why>(x, difference<0, 1>, keep<1>);
    return one.relevance[0] + other.scores[1] + other.relevance_at<1>()[2] + other.ledger.gap();
}
#else
struct why : rules<on<first, z_box>, on<last, unchecked<z_plus>>> {};
static_assert(admissible<net, why>);
float answer(model<net> const& m, tensor<float, 8> const& x) {
    static workspace<net, why> buffers;
    auto const one = m.explain<why>(x, buffers);
    auto const other = m.explain<why>(x, difference<0, 1>, keep<1>);
    return one.relevance[0] + other.scores[1] + other.relevance_at<1>()[2] + other.ledger.gap();
}
#endif
