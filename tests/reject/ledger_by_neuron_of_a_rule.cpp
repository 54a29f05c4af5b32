// A ledger is written of a rule set, not of a rule.
// expect: NOT_A_RULE_SET<z_plus, cure::derive_a_struct_from_rules_and_give_its_name>
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
auto const absorbed_by = ledger_by_neuron<z_plus>(bound, image);
#else
auto const absorbed_by = ledger_by_neuron<deep_taylor>(bound, image);
#endif
