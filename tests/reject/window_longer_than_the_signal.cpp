// The window is longer than what it slides over.
// expect: SHAPE_MISMATCH<layer<0, max_pool1d<9>>, needs::length_of_at_least<9>, given<2, 8>, cure::use_a_smaller_kernel_or_dilation_or_more_padding>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<2, 8>, max_pool1d<9>> {};
#else
struct net : network<input<2, 8>, max_pool1d<8>> {};
#endif
