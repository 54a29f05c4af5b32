// What branches give is summed element by element.
// expect: SHAPE_MISMATCH<layer<3, branch_sum<2>>, needs::branches_of_one_shape, branches_give<given<8, 3, 3>, given<4, 6, 6>>, cure::project_the_shortcut_with_a_convolution_of_kernel_1>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net
    : network<input<4, 6, 6>, residual<branch<conv2d<8, kernel<3>, same>, relu, max_pool<2>>>, flatten, dense<3>> {};
#else
struct net : network<input<4, 6, 6>,
                     residual<branch<conv2d<8, kernel<3>, same>, relu, max_pool<2>>, conv2d<8, kernel<1>, stride<2>>>,
                     flatten, dense<3>> {};
#endif
static_assert(net::output == shape{3});
