// Every square of pixels takes as many channels.
// expect: SHAPE_MISMATCH<layer<0, pixel_shuffle<2.*>>, needs::channels_divisible_by<4.*>, given<6, 3, 5>, cure::choose_a_block_whose_square_divides_the_input_channels>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<6, 3, 5>, pixel_shuffle<2>> {};
#else
struct net : network<input<8, 3, 5>, pixel_shuffle<2>> {};
#endif
