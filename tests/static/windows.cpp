// Sliding windows, against values computed by hand.
#include <constexplain/layer/layers.hpp>

using namespace constexplain;

namespace {

template<class... Options>
constexpr shape out(shape const& in) {
    return conv2d<1, Options...>::out(in);
}
template<class... Options>
constexpr padding_2d sides(size_t height, size_t width) {
    return conv2d<1, Options...>::settings.over.over(height, width).padding;
}

// No padding: (28 - 5) / 1 + 1 = 24, floor((28 - 5) / 2) + 1 = 12.
static_assert(out<kernel<5>>(shape{1, 28, 28}) == shape{1, 24, 24});
static_assert(out<kernel<5>, stride<2>>(shape{1, 28, 28}) == shape{1, 12, 12});
static_assert(out<kernel<3, 1>, stride<1, 3>>(shape{1, 10, 10}) == shape{1, 8, 4});

// Given padding, in its three forms.
static_assert(out<kernel<5>, padding<2>>(shape{1, 28, 28}) == shape{1, 28, 28});
static_assert(out<kernel<3>, padding<1, 0>>(shape{1, 10, 10}) == shape{1, 10, 8});
static_assert(out<kernel<3>, padding<1, 2, 0, 3>>(shape{1, 10, 10}) == shape{1, 9, 13});
static_assert(sides<kernel<3>, padding<1, 2>>(9, 9) == padding_2d{1, 2, 1, 2});
static_assert(sides<kernel<3>, padding<1, 2, 3, 4>>(9, 9) == padding_2d{1, 2, 3, 4});
static_assert(out<kernel<3>, stride<2>, padding<1>>(shape{1, 32, 32}) == shape{1, 16, 16});

// Dilation: a 3x3 kernel with dilation 2 spans 5x5.
static_assert(out<kernel<3>, dilation<2>>(shape{1, 9, 9}) == shape{1, 5, 5});
static_assert(out<kernel<3>, dilation<2, 1>>(shape{1, 9, 9}) == shape{1, 5, 7});

// TensorFlow's SAME with stride 2 is asymmetric: 14 windows reach 2 * 13 + 3 = 29 pixels, one more than 28.
static_assert(out<kernel<3>, stride<2>, same>(shape{1, 28, 28}) == shape{1, 14, 14});
static_assert(sides<kernel<3>, stride<2>, same>(28, 28) == padding_2d{0, 0, 1, 1});
static_assert(sides<kernel<3>, stride<2>, same_lower>(28, 28) == padding_2d{1, 1, 0, 0});
// On 5 pixels it is symmetric: 3 windows reach 7.
static_assert(out<kernel<3>, stride<2>, same>(shape{1, 5, 5}) == shape{1, 3, 3});
static_assert(sides<kernel<3>, stride<2>, same>(5, 5) == padding_2d{1, 1, 1, 1});
// ResNet's stem: 112 windows reach 2 * 111 + 7 = 229 pixels, five more than 224.
static_assert(sides<kernel<7>, stride<2>, same>(224, 224) == padding_2d{2, 2, 3, 3});
static_assert(sides<kernel<7>, stride<2>, same_lower>(224, 224) == padding_2d{3, 3, 2, 2});
// Even kernels, and sides that differ: 4 rows need one zero, 6 columns with stride 3 need none.
static_assert(sides<kernel<2, 3>, stride<1, 3>, same>(4, 6) == padding_2d{0, 0, 1, 0});
static_assert(out<kernel<2, 3>, stride<1, 3>, same>(shape{1, 4, 6}) == shape{1, 4, 2});
// A stride that steps over pixels needs no padding.
static_assert(sides<kernel<1>, stride<3>, same>(6, 6) == padding_2d{});
static_assert(out<kernel<1>, stride<3>, same>(shape{1, 6, 6}) == shape{1, 2, 2});
static_assert(sides<kernel<3>, dilation<2>, same>(7, 7) == padding_2d{2, 2, 2, 2});
static_assert(out<kernel<3>, dilation<2>, same>(shape{1, 7, 7}) == shape{1, 7, 7});

// Pooling windows lie side by side unless a stride is given.
static_assert(max_pool<2>::out(shape{3, 8, 8}) == shape{3, 4, 4} &&
              max_pool<2>::out(shape{3, 7, 7}) == shape{3, 3, 3});
static_assert(max_pool<3, stride<2>>::out(shape{3, 7, 7}) == shape{3, 3, 3});
static_assert(avg_pool<3, stride<2>, padding<1>>::out(shape{3, 8, 8}) == shape{3, 4, 4});

// Rounding up adds a last window that ends outside ...
static_assert(max_pool<2, round_up>::out(shape{3, 7, 7}) == shape{3, 4, 4});
static_assert(max_pool<3, stride<2>, round_up>::out(shape{3, 6, 6}) == shape{3, 3, 3});
static_assert(max_pool<2, round_up>::out(shape{3, 8, 8}) == shape{3, 4, 4});
// ... but none that would begin outside: it would start at 6, behind the last of 1 + 4 pixels.
static_assert(max_pool<2, stride<3>, padding<1>, round_up>::out(shape{1, 4, 4}) == shape{1, 2, 2});

// What fits and what does not.
static_assert(window{.kernel = 5}.fits(5, 5) && !window{.kernel = 5}.fits(5, 4));
static_assert(window{.kernel = 5, .padding = 1}.fits(3, 3) && !window{.kernel = 3, .dilation = 4}.fits(8, 8));
static_assert(conv2d<1, kernel<5>>::check(shape{1, 4, 4}) == problem::window_too_large);
static_assert(conv2d<1, kernel<5>, same>::check(shape{1, 4, 4}) == problem::none);
static_assert(conv2d<4, kernel<1>, groups<2>>::check(shape{3, 4, 4}) == problem::groups_do_not_divide);
static_assert(conv2d<5, kernel<1>, groups<2>>::check(shape{4, 4, 4}) == problem::groups_do_not_divide_outputs);
static_assert(max_pool<2, padding<1>>::check(shape{3, 4, 4}) == problem::none);
static_assert(max_pool<2, padding<2>>::check(shape{3, 4, 4}) == problem::padding_too_large);
static_assert(max_pool<2, count_padding>::check(shape{3, 4, 4}) == problem::foreign_option);
static_assert(avg_pool<2, count_padding>::check(shape{3, 4, 4}) == problem::none);
static_assert(dense<3>::check(shape{3, 4, 4}) == problem::needs_vector);

}  // namespace
