#include "kernel/check.hpp"

using namespace constexplain;

namespace {
using wide = input<10, 7, 8>;
using three = input<3, 6, 5>;
using pixel = input<17, 1, 1>;
using row = input<3, 1, 9>;
}  // namespace

TEST_CASE("max pooling: every window", "[kernel]") {
    CHECK_FORWARD(wide, max_pool<2>);
    CHECK_FORWARD(wide, max_pool<3, stride<2>>);
    CHECK_FORWARD(wide, max_pool<3, stride<2>, padding<1>>);
    CHECK_FORWARD(wide, max_pool<3, stride<1>, padding<2>>);
    CHECK_FORWARD(wide, max_pool<2, stride<3, 2>, round_up>);
    CHECK_FORWARD(wide, max_pool<3, stride<2>, padding<0, 1, 1, 0>, round_up>);
    CHECK_FORWARD(wide, max_pool<extent_2d{2, 3}>);
    CHECK_FORWARD(three, max_pool<2, stride<1>, dilation<2>>);
    CHECK_FORWARD(three, max_pool<3, stride<2>, dilation<2, 1>, padding<1>>);
    CHECK_FORWARD(three, max_pool<2, stride<2>, same>);
    CHECK_FORWARD(three, max_pool<3, stride<2>, same_lower>);
    CHECK_FORWARD(three, max_pool<2, stride<4>>);
    CHECK_FORWARD(pixel, max_pool<1>);
    CHECK_FORWARD(row, max_pool<extent_2d{1, 2}>);
}

TEST_CASE("average and sum pooling: every window, padding counted or not", "[kernel]") {
    CHECK_FORWARD(wide, avg_pool<2>);
    CHECK_FORWARD(wide, avg_pool<3, stride<2>, padding<1>>);
    CHECK_FORWARD(wide, avg_pool<3, stride<2>, padding<1>, count_padding>);
    CHECK_FORWARD(wide, avg_pool<3, stride<2>, padding<1>, round_up>);
    CHECK_FORWARD(wide, avg_pool<3, stride<2>, padding<1>, round_up, count_padding>);
    CHECK_FORWARD(wide, avg_pool<2, stride<3>, round_up, count_padding>);
    CHECK_FORWARD(wide, avg_pool<3, padding<0, 2, 1, 0>, count_padding>);
    CHECK_FORWARD(three, avg_pool<extent_2d{2, 3}, stride<1>, dilation<2, 1>>);
    CHECK_FORWARD(three, avg_pool<2, stride<1>, dilation<2>, padding<1>, count_padding>);
    CHECK_FORWARD(three, avg_pool<3, stride<2>, same>);
    CHECK_FORWARD(three, avg_pool<3, stride<2>, same_lower, count_padding>);
    CHECK_FORWARD(row, avg_pool<extent_2d{1, 4}>);
    CHECK_FORWARD(pixel, avg_pool<1>);
    CHECK_FORWARD(wide, sum_pool<2>);
    CHECK_FORWARD(three, sum_pool<3, stride<2>, padding<1>>);
    CHECK_FORWARD(three, sum_pool<3, stride<2>, padding<2, 0, 0, 1>>);
    CHECK_FORWARD(three, sum_pool<2, stride<3>, round_up>);
    CHECK_FORWARD(wide, global_avg_pool);
    CHECK_FORWARD(pixel, global_avg_pool);
}

TEST_CASE("pooling: the rounded-up outputs that PyTorch gives", "[kernel]") {
    // torch.nn.functional.max_pool2d(x, 3, 2, 1, ceil_mode=True): 6 -> 4, 5 -> 3; no window starts behind the image.
    STATIC_REQUIRE(max_pool<3, stride<2>, padding<1>, round_up>::out(shape{1, 6, 5}) == shape{1, 4, 3});
    STATIC_REQUIRE(max_pool<2, stride<3>, round_up>::out(shape{1, 6, 7}) == shape{1, 2, 3});
    STATIC_REQUIRE(max_pool<2, stride<2>, padding<1>, round_up>::out(shape{1, 5, 5}) == shape{1, 3, 3});
}

TEST_CASE("max pooling: values of one sign, and ties", "[kernel]") {
    struct net : network<wide, max_pool<3, stride<2>, padding<1>>> {};
    kernel_test::check_forward<net>("negative values beat no padding", -3, -1);
    struct image : network<input<1, 2, 4>, max_pool<2>> {};
    struct first_of_ties : rules<on<all_layers, winner_takes_all>> {};
    auto const e = make_model<image>().explain<first_of_ties>(std::array<float, 8>{0, 0, 1, 2, 0, 0, 2, 2},
                                                              start_vector(std::array<float, 2>{5, 7}));
    CHECK(e.relevance.values == std::array<float, 8>{5, 0, 0, 7, 0, 0, 0, 0});
}
