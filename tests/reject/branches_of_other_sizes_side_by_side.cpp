// Channels can be put one behind another where height and width agree.
// expect: SHAPE_MISMATCH<layer<3, branch_concatenation<2>>, needs::branches_equal_in_all_but_their_channels, branches_give<given<2, 4, 4>, given<3, 6, 6>>, cure::give_the_branches_the_same_strides_and_padding>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

struct net
#ifndef TWIN
    : network<input<1, 6, 6>, parallel<branch<conv2d<2, kernel<3>>, relu>, branch<conv2d<3, kernel<1>>>>> {
};
#else
    : network<input<1, 6, 6>, parallel<branch<conv2d<2, kernel<3>, same>, relu>, branch<conv2d<3, kernel<1>>>>> {
};
#endif
