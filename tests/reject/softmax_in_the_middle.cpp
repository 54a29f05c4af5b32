// Explanations start before a final softmax; one in the middle needs a rule that says so.
// expect: LAYER_WITHOUT_RULE<layer<1, softmax>, cure::explain_before_the_softmax_or_add_an_on_entry_for_it>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<input<8>, dense<16>, softmax, dense<4>> {};

#ifndef TWIN
struct why : rules<on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#else
struct why : rules<on<softmaxes, pass>, on<linear_layers, epsilon<>>> {};
static_assert(admissible<net, why>);
#endif
