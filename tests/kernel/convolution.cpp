#include "kernel/check.hpp"

using namespace constexplain;

namespace {
using small = input<3, 9, 8>;
using narrow = input<2, 7, 1>;
using flat_image = input<5, 1, 6>;
using pixel = input<7, 1, 1>;
using deep = input<11, 6, 5>;
}  // namespace

TEST_CASE("convolution: kernels and channels that are no multiple of the vectors", "[kernel]") {
    CHECK_LINEAR(small, conv2d<1, kernel<1>>);
    CHECK_LINEAR(small, conv2d<17, kernel<1>>);
    CHECK_LINEAR(small, conv2d<3, kernel<3>>);
    CHECK_LINEAR(small, conv2d<7, kernel<3>, without_bias>);
    CHECK_LINEAR(small, conv2d<10, kernel<5>>);
    CHECK_LINEAR(small, conv2d<33, kernel<2, 3>>);
}

TEST_CASE("convolution: as many input channels as a vector has, which turns the transposed product", "[kernel]") {
    STATIC_REQUIRE(transposed_form_of(conv2d<9, kernel<3>, padding<1>>::geometry(deep::extents), 16) ==
                   transposed_form::turned);
    CHECK_LINEAR(deep, conv2d<9, kernel<3>, padding<1>>);
    CHECK_LINEAR(deep, conv2d<19, kernel<3, 2>, padding<2, 0, 1, 1>>);
    CHECK_LINEAR(deep, conv2d<3, kernel<5>>);
    CHECK_LINEAR(deep, conv2d<4, kernel<3, 2>, dilation<2, 3>, padding<1, 2>>);
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

TEST_CASE("convolution: few input channels and large windows, whose transposed product is scattered", "[kernel]") {
    using image = input<3, 12, 11>;
    STATIC_REQUIRE(transposed_form_of(conv2d<8, kernel<3>, stride<2>>::geometry(image::extents), 16) ==
                   transposed_form::scattered);
    CHECK_LINEAR(image, conv2d<8, kernel<3>, stride<2>, padding<0, 0, 1, 1>>);
    CHECK_LINEAR(image, conv2d<9, kernel<5, 4>, stride<2, 3>, dilation<2, 1>, padding<1, 2>>);
    CHECK_LINEAR(image, conv2d<6, kernel<3>, stride<4>>);
    CHECK_LINEAR(deep, conv2d<5, kernel<5>, padding<0, 1, 0, 0>>);
    // More rows of taps than are summed at once.
    using wide = input<16, 9, 9>;
    STATIC_REQUIRE(scatter_of(conv2d<4, kernel<7>>::geometry(wide::extents), 16).rows_at_once < 7);
    CHECK_LINEAR(wide, conv2d<4, kernel<7>>);
}

TEST_CASE("convolution: a channel more than fills the vectors", "[kernel]") {
    using image = input<10, 9, 8>;
    if constexpr (lanes<float> >= 8) {
        constexpr auto is_apart = []<class Layer>(Layer) {
            return kernels::last_channel_vector<float, Layer::geometry(image::extents), kernels::plain_term>::wins;
        };
        STATIC_REQUIRE(is_apart(conv2d<25, kernel<5>>{}));
        STATIC_REQUIRE(!is_apart(conv2d<24, kernel<5>>{}));
        STATIC_REQUIRE(!is_apart(conv2d<26, kernel<5>>{}));
    }
    CHECK_LINEAR(image, conv2d<25, kernel<5>>);
    CHECK_LINEAR(image, conv2d<17, kernel<4, 5>, without_bias>);
    CHECK_LINEAR(image, conv2d<41, kernel<5>, stride<2>>);
    CHECK_LINEAR(image, conv2d<24, kernel<5>>);
    CHECK_LINEAR(image, conv2d<26, kernel<5>>);
    CHECK_LINEAR(image, conv2d<57, kernel<3>>);
}
