// A derivative hands out no shares, and so absorbs nothing.
// expect: RULE_DOES_NOT_APPLY<layer<0, dense<2>>, backpropagate, cure::choose_a_rule_that_hands_out_shares>
#include <constexplain.hpp>

using namespace constexplain;

struct net : network<input<2>::non_negative, dense<2>, relu, dense<1>> {};
constexpr std::array first_weight{1.F, 2.F, 3.F, 4.F};
constexpr std::array last_weight{1.F, 2.F};
constexpr std::array first_bias{0.F, 0.F};
constexpr std::array last_bias{0.F};
constexpr std::array image{1.F, 2.F};
auto const bound = make_model<net>(first_weight, first_bias, last_weight, last_bias);

#ifndef TWIN
auto const absorbed_by = ledger_by_neuron<gradient>(bound, image);
#else
auto const absorbed_by = ledger_by_neuron<epsilon_plus>(bound, image);
#endif
