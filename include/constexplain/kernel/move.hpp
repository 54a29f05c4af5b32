#pragma once
/// Elements that go to other places, and zeros around them.
#include <constexplain/layer/pad.hpp>
#include <constexplain/layer/permutation.hpp>

namespace constexplain::kernels {

/// Calls `f(place before, place behind)`, in memory, for each element of a moving layer's input.
template<class Node, class F>
constexpr void for_each_moved(F&& f) {
    using L = typename Node::layer_type;
    constexpr shape in = Node::in.extents, out = Node::out.extents;
    if constexpr (std::is_base_of_v<kind::padding, L>) {
        constexpr size_t row = in.width() * in.channels();
        for (size_t y = 0; y < in.height(); ++y)
            for (size_t k = 0; k < row; ++k)
                f(y * row + k, ((y + L::around.top) * out.width() + L::around.left) * in.channels() + k);
    } else {
        for (size_t k = 0; k < out.count(); ++k)
            f(Node::in.order.place_of(L::source(in, k)), Node::out.order.place_of(k));
    }
}

template<class Node, class T>
constexpr void move_forward(T const* x, T* y) {
    if constexpr (std::is_base_of_v<kind::padding, typename Node::layer_type>)
        for (size_t k = 0; k < Node::out.extents.count(); ++k) y[k] = T(0);
    for_each_moved<Node>([&](size_t from, size_t to) { y[to] = x[from]; });
}

}  // namespace constexplain::kernels
