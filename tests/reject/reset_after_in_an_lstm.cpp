// Only a GRU has a reset gate.
// expect: LAYER_MISUSED<layer<0, lstm<4, .*reset_after>>, needs::options_of_a_recurrent_layer, cure::choose_among_only_last_reversed_hard_gates_without_bias_and_in_a_gru_reset_after>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<sequence<4, 3>, lstm<4, reset_after>> {};
#else
struct net : network<sequence<4, 3>, gru<4, reset_after>> {};
#endif
