// A recurrent layer needs a sequence: steps and features.
// expect: SHAPE_MISMATCH<layer<0, lstm<4.*>>, needs::steps_features_of_a_sequence, given<12>, cure::declare_the_input_as_sequence_steps_features_or_put_channels_to_sequence_before_it>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<12>, lstm<4>, flatten, dense<2>> {};
#else
struct net : network<sequence<4, 3>, lstm<4>, flatten, dense<2>> {};
#endif
