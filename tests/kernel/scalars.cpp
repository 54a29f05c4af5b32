// Linear kernels in scalars, as constant expressions and scalar_engine use them.
#include "kernel/check.hpp"

using namespace constexplain;

namespace {

template<class... Layers>
struct of : network<Layers...> {};

template<class... Layers>
void check() {
    using net = of<Layers...>;
    INFO(net::signature);
    kernel_test::check_linear_as<net, net::depth - 1, double, scalar_engine>(3);
}

using image = input<6, 7, 6>;

}  // namespace

TEST_CASE("linear kernels in scalars", "[kernel]") {
    check<input<131>, dense<33>>();
    check<input<3, 4, 5>, flatten, dense<17, without_bias>>();
    check<image, conv2d<7, kernel<3, 2>, padding<0, 2, 1, 3>, stride<2, 1>>>();
    check<image, conv2d<5, kernel<2>, dilation<2, 3>, same>>();
    check<image, conv2d<9, kernel<3>, groups<3>, padding<1>>>();
    check<image, conv2d<6, kernel<3>, groups<6>, stride<2>, same_lower>>();
}
