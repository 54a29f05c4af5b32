// A recurrent layer is no linear layer: its own rule is signal_takes_all, which it gets where no entry selects it.
// expect: RULE_DOES_NOT_APPLY<layer<0, .*lstm<4.*>>, .*epsilon<.*>, cure::choose_a_rule_for_this_kind_of_layer>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct net : network<sequence<4, 3>, lstm<4>, flatten, dense<2>> {};
#ifndef TWIN
struct net_rules : rules<on<recurrent_layers, epsilon<>>, on<dense_layers, epsilon<>>> {};
#else
struct net_rules : rules<on<recurrent_layers, stabilised<signal_takes_all, 1e-3>>, on<dense_layers, epsilon<>>> {};
#endif
static_assert(admissible<net, net_rules>);
