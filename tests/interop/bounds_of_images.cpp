// Bounds on scores and relevance over boxes of images.
#include "interop/enclosure.hpp"

using namespace constexplain;
using namespace bounds;

namespace {

struct image_net : network<input<2, 9, 8>::within<0, 1>, conv2d<4, kernel<3>, padding<1>, stride<2>>, relu,
                           max_pool<2>, conv2d<6, kernel<2>, same, groups<2>>, sigmoid,
                           avg_pool<2, stride<1>, padding<1>, count_padding>, flatten, dense<3>> {};
struct depthwise_net : network<input<3, 5, 5>::within_per_channel<box<0, 1>, box<-1, 2>, box<-0.3, 0.7>>,
                               conv2d<3, kernel<3>, groups<3>, dilation<2>, padding<1>>, tanh_activation, sum_pool<3>,
                               flatten, dense<4>, relu, dense<3>, softmax> {};
struct pooled_net : network<input<1, 6, 6>::non_negative, max_pool<3, stride<2>>, conv2d<2, kernel<1>, without_bias>,
                            relu, global_avg_pool, flatten, dense<2>> {};

struct with_norm : rules<on<max_pools, norm>, on<linear_layers, z_plus>> {};
struct with_flat : rules<on<pools, flat>, on<linear_layers, flat>> {};

}  // namespace

TEST_CASE("bounds hold: convolutions, pooling, sigmoid", "[interop]") {
    for (double radius : {0.0, 1e-2, 2.0}) {
        check_enclosures<image_net, everywhere<epsilon<>>, everywhere<z_plus>, everywhere<alpha_beta<2, 1>>,
                         everywhere<gamma_rule<0.25>>, everywhere<w_square>, with_flat, with_norm, gradient>(radius);
        check_enclosures<image_net, first_and_others<z_box, z_plus>>(radius, 1e-9);
    }
}
TEST_CASE("bounds hold: depthwise convolution, tanh, sums, softmax", "[interop]") {
    for (double radius : {0.0, 1e-2, 2.0}) {
        check_enclosures<depthwise_net, everywhere<epsilon<>>, first_and_others<z_box, unchecked<z_plus>>, gradient>(
            radius, 1e-9);
    }
}
TEST_CASE("bounds hold: conventions, no bias, no stabiliser", "[interop]") {
    for (double radius : {0.0, 1e-2, 2.0})
        check_enclosures<pooled_net, deep_taylor, everywhere<stabilised<z_plus, 0>>, everywhere<no_bias<epsilon<>>>,
                         rules<convention::captum, on<linear_layers, z_plus>>,
                         rules<convention::innvestigate, on<linear_layers, alpha_beta<2, 1>>>>(radius);
}
