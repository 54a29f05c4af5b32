// A length has one axis: an option of conv1d has one number.
// expect: LAYER_MISUSED<layer<0, conv1d<4, .*kernel<3, 5>>>, needs::numbers_for_one_axis, cure::write_one_number_in_each_option_and_padding_all_or_before_after>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<2, 20>, conv1d<4, kernel<3, 5>>, relu> {};
#else
struct net : network<input<2, 20>, conv1d<4, kernel<3>>, relu> {};
#endif
