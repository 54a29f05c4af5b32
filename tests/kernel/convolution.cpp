#include "kernel/check.hpp"

using namespace constexplain;

namespace {
template<size_t... Extents>
struct in {
    using image = input<Extents...>;
};
using small = in<3, 9, 8>::image;
using narrow = in<2, 7, 1>::image;
using flat_image = in<5, 1, 6>::image;
using pixel = in<7, 1, 1>::image;
} // namespace

TEST_CASE("convolution: kernels and channels that are no multiple of the vectors", "[kernel]") {
    CHECK_LINEAR(small, conv2d<1, kernel<1>>);
    CHECK_LINEAR(small, conv2d<17, kernel<1>>);
    CHECK_LINEAR(small, conv2d<3, kernel<3>>);
    CHECK_LINEAR(small, conv2d<7, kernel<3>, without_bias>);
    CHECK_LINEAR(small, conv2d<10, kernel<5>>);
    CHECK_LINEAR(small, conv2d<33, kernel<2, 3>>);
}

TEST_CASE("convolution: strides", "[kernel]") {
    CHECK_LINEAR(small, conv2d<7, kernel<3>, stride<2>>);
    CHECK_LINEAR(small, conv2d<10, kernel<3>, stride<3>>);
    CHECK_LINEAR(small, conv2d<3, kernel<3>, stride<1, 2>>);
    CHECK_LINEAR(small, conv2d<3, kernel<2, 3>, stride<3, 2>, padding<1, 2>>);
    // Larger than the kernel: some inputs are never read.
    CHECK_LINEAR(small, conv2d<5, kernel<1>, stride<3>>);
    CHECK_LINEAR(small, conv2d<5, kernel<2>, stride<3, 4>>);
    // Larger than the image.
    CHECK_LINEAR(small, conv2d<5, kernel<3>, stride<11, 9>>);
}

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

TEST_CASE("convolution: outputs and images of one row or one column", "[kernel]") {
    CHECK_LINEAR(small, conv2d<10, kernel<3, 8>>);
    CHECK_LINEAR(small, conv2d<10, kernel<9, 8>>);
    CHECK_LINEAR(narrow, conv2d<10, kernel<3, 1>>);
    CHECK_LINEAR(narrow, conv2d<3, kernel<3>, padding<1>, stride<2>>);
    CHECK_LINEAR(flat_image, conv2d<3, kernel<1, 2>, stride<1, 2>>);
    CHECK_LINEAR(flat_image, conv2d<17, kernel<3>, padding<1>>);
    CHECK_LINEAR(pixel, conv2d<33, kernel<1>>);
    CHECK_LINEAR(pixel, conv2d<3, kernel<3>, padding<1>>);
}
