#pragma once
/// The network that examples, tests and benchmarks share; `train_fashion.py` trains it.
#include <constexplain.hpp>

namespace constexplain::examples {

struct fashion : network<input<1, 28, 28>::within<0, 1>,                  // the box that pixels live in
                         conv2d<16, kernel<3>, same>, relu, max_pool<2>,  // 16 maps of 14 x 14
                         conv2d<32, kernel<3>, same>, relu,               // 32 maps of 14 x 14
                         conv2d<32, kernel<3>, same>, relu, max_pool<2>,  // 32 maps of 7 x 7
                         flatten, dense<64>, relu, dense<10>> {};

static_assert(fashion::output == shape{10});
static_assert(fashion::cost.parameters <= 150'000);

}  // namespace constexplain::examples
