#pragma once
/// Zeros around an image.
#include <constexplain/layer/pad.hpp>

namespace constexplain::kernels {

/// Calls `f(place in the image, place in the padded image)` for each element of the image.
template<class Node, class F>
constexpr void for_each_inside(F&& f) {
    using L = typename Node::layer_type;
    constexpr shape in = Node::in.extents, out = Node::out.extents;
    constexpr size_t row = in.width() * in.channels();
    for (size_t y = 0; y < in.height(); ++y)
        for (size_t k = 0; k < row; ++k)
            f(y * row + k, ((y + L::around.top) * out.width() + L::around.left) * in.channels() + k);
}

template<class Node, class T>
constexpr void pad_forward(T const* x, T* y) {
    for (size_t k = 0; k < Node::out.extents.count(); ++k) y[k] = T(0);
    for_each_inside<Node>([&](size_t from, size_t to) { y[to] = x[from]; });
}

}  // namespace constexplain::kernels
