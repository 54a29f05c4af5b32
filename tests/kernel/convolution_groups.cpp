#include "kernel/check.hpp"

using namespace constexplain;

namespace {
using six = input<6, 7, 6>;
using eight = input<8, 5, 7>;
using odd = input<17, 6, 5>;
using one = input<1, 6, 5>;
}  // namespace

TEST_CASE("convolution in groups", "[kernel]") {
    CHECK_LINEAR(six, conv2d<4, kernel<3>, groups<2>>);
    CHECK_LINEAR(six, conv2d<21, kernel<3>, groups<3>, padding<1>, stride<2>>);
    CHECK_LINEAR(six, conv2d<34, kernel<2, 3>, groups<2>, same, stride<2, 1>>);
    CHECK_LINEAR(six, conv2d<6, kernel<1>, groups<3>, without_bias>);
    CHECK_LINEAR(six, conv2d<9, kernel<3>, groups<3>, dilation<2>, padding<0, 3, 1, 0>>);
    // One input channel for each group, several outputs.
    CHECK_LINEAR(six, conv2d<12, kernel<3>, groups<6>, padding<1>>);
    CHECK_LINEAR(six, conv2d<60, kernel<2>, groups<6>, stride<3>>);
    // Several inputs, one output.
    CHECK_LINEAR(six, conv2d<2, kernel<3>, groups<2>>);
}

TEST_CASE("depthwise convolution", "[kernel]") {
    CHECK_LINEAR(six, conv2d<6, kernel<3>, groups<6>>);
    CHECK_LINEAR(odd, conv2d<17, kernel<3>, groups<17>, padding<1>>);
    CHECK_LINEAR(odd, conv2d<17, kernel<5, 2>, groups<17>, padding<2>, stride<2, 3>, without_bias>);
    CHECK_LINEAR(odd, conv2d<17, kernel<2>, groups<17>, stride<3>>);
    CHECK_LINEAR(odd, conv2d<17, kernel<2>, groups<17>, padding<0, 4, 3, 0>, dilation<1, 2>>);
    CHECK_LINEAR(odd, conv2d<17, kernel<3>, groups<17>, same_lower, stride<2>>);
    CHECK_LINEAR(eight, conv2d<8, kernel<3>, groups<8>, same>);
    CHECK_LINEAR(eight, conv2d<8, kernel<3>, groups<8>, padding<1>, stride<2>>);
    CHECK_LINEAR(one, conv2d<1, kernel<3>, groups<1>>);
}
