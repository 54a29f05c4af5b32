// A dense layer needs a vector: an image is flattened first.
// expect: SHAPE_MISMATCH<layer<3, dense<10>>, needs::a_vector, given<8, 12, 12>, cure::put_flatten_before_it>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct digits : network<input<1, 28, 28>, conv2d<8, kernel<5>>, relu, max_pool<2>, dense<10>> {};
#else
struct digits : network<input<1, 28, 28>, conv2d<8, kernel<5>>, relu, max_pool<2>, flatten, dense<10>> {};
#endif
