#include "kernel/check.hpp"

using namespace constexplain;

namespace {
using small = input<3, 9, 8>;
using pixel = input<7, 1, 1>;
}  // namespace

TEST_CASE("convolution: padding", "[kernel]") {
    CHECK_LINEAR(small, conv2d<4, kernel<3>, padding<1>>);
    CHECK_LINEAR(small, conv2d<9, kernel<5>, padding<2, 1>>);
    CHECK_LINEAR(small, conv2d<4, kernel<3>, padding<0, 2, 1, 0>>);
    CHECK_LINEAR(small, conv2d<4, kernel<3>, padding<3, 0, 0, 1>, stride<2>>);
    // Beyond the kernel's reach on one side, or on all: windows of zeros only.
    CHECK_LINEAR(small, conv2d<4, kernel<2>, padding<0, 4, 0, 0>>);
    CHECK_LINEAR(small, conv2d<4, kernel<2>, padding<4, 0, 0, 0>>);
    CHECK_LINEAR(small, conv2d<4, kernel<2>, padding<0, 0, 5, 3>>);
    CHECK_LINEAR(small, conv2d<4, kernel<3>, padding<5>, stride<2>>);
    CHECK_LINEAR(small, conv2d<4, kernel<1>, padding<2>>);
}

TEST_CASE("convolution: same padding", "[kernel]") {
    CHECK_LINEAR(small, conv2d<4, kernel<3>, same>);
    CHECK_LINEAR(small, conv2d<4, kernel<3>, stride<2>, same>);
    CHECK_LINEAR(small, conv2d<4, kernel<3>, stride<2>, same_lower>);
    CHECK_LINEAR(small, conv2d<4, kernel<2, 3>, stride<2, 3>, same>);
    CHECK_LINEAR(small, conv2d<4, kernel<2>, same_lower>);
    CHECK_LINEAR(small, conv2d<4, kernel<1>, stride<3>, same>);
    STATIC_REQUIRE(conv2d<4, kernel<3>, stride<2>, same>::out(shape{3, 9, 8}) == shape{4, 5, 4});
}

TEST_CASE("convolution: dilation", "[kernel]") {
    CHECK_LINEAR(small, conv2d<4, kernel<3>, dilation<2>>);
    CHECK_LINEAR(small, conv2d<10, kernel<3, 2>, dilation<3, 2>, padding<2>, stride<2>>);
    CHECK_LINEAR(small, conv2d<4, kernel<3>, dilation<1, 3>, same>);
    CHECK_LINEAR(small, conv2d<4, kernel<2>, dilation<2, 3>, stride<2, 3>, padding<1, 2>>);
    CHECK_LINEAR(pixel, conv2d<4, kernel<2>, dilation<2>, padding<1>>);
}
