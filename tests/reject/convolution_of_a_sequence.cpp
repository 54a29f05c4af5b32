// conv1d slides over channels, length; a sequence is steps, features.
// expect: SHAPE_MISMATCH<layer<1, conv1d<4, .*kernel<3.*>>, needs::channels_length, given<8, 16>, cure::declare_input_as_channels_length_or_put_sequence_to_channels_before_it>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct words : network<input<8>, embedding<100, 16>, conv1d<4, kernel<3>>, relu> {};
#else
struct words : network<input<8>, embedding<100, 16>, sequence_to_channels, conv1d<4, kernel<3>>, relu> {};
#endif
