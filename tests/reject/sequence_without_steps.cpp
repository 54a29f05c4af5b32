// A sequence has at least one step.
// expect: INPUT_MISUSED<needs::a_sequence_of_at_least_one_step_and_feature, given<0, 3>, cure::leave_it_out_or_write_at_least_1>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<sequence<0, 3>, lstm<4>> {};
#else
struct net : network<sequence<1, 3>, lstm<4>> {};
#endif
