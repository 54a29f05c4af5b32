// Layer normalisation is over a vector, or over the features of each step of a sequence.
// expect: SHAPE_MISMATCH<layer<0, layer_norm<.*>>, needs::a_vector_or_a_sequence, given<2, 3, 5>, cure::put_flatten_or_channels_to_sequence_before_it>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<2, 3, 5>, layer_norm<>, flatten, dense<2>> {};
#else
struct net : network<input<2, 3, 5>, flatten, layer_norm<>, dense<2>> {};
#endif
