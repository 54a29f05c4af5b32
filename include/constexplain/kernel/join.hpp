#pragma once
/// Sums and concatenations of branches.
#include <constexplain/kernel/activation.hpp>
#include <constexplain/layer/branch.hpp>

namespace constexplain::kernels {

/// Calls `f(place in the joined boundary, place in the branch)` for each element of a branch of a concatenation.
/// `begin` is its first channel, or element of a vector.
template<class Node, class F>
constexpr void for_each_of_branch(boundary const& branch, size_t begin, F&& f) {
    if constexpr (Node::out.extents.rank == 1) {
        for (size_t k = 0; k < branch.extents.count(); ++k) f(begin + k, branch.order.place_of(k));
    } else {
        shape const& joined = Node::out.extents;
        size_t const channels = branch.extents.channels();
        for (size_t pixel = 0; pixel < joined.height() * joined.width(); ++pixel)
            for (size_t c = 0; c < channels; ++c) f(pixel * joined.channels() + begin + c, pixel * channels + c);
    }
}

/// The place of the first element of a branch in a joined boundary: its first channel, or element of a vector.
template<class Node>
constexpr size_t first_channel(size_t branch) {
    size_t begin = 0;
    for (size_t b = 0; b < branch; ++b) begin += Node::joined[b].extents.channels();
    return begin;
}

/// y = the joined branches x.
template<class Engine, class Node, class T, size_t Branches>
constexpr void join_forward(std::array<T const*, Branches> const& x, T* y) {
    using L = typename Node::layer_type;
    if constexpr (std::is_base_of_v<kind::concatenation, L>) {
        for (size_t b = 0; b < Branches; ++b)
            for_each_of_branch<Node>(Node::joined[b], first_channel<Node>(b),
                                     [&](size_t to, size_t from) { y[to] = x[b][from]; });
    } else if constexpr (Node::has_one_order) {
        for_each_element<Engine, T, Node::out.extents.count()>([&](auto const& load, auto const& store) {
            auto sum = load(x[0]);
            for (size_t b = 1; b < Branches; ++b) sum = sum + load(x[b]);
            store(sum, y);
        });
    } else {
        for (size_t k = 0; k < Node::out.extents.count(); ++k) {
            T sum = x[0][Node::joined[0].order.place_of(k)];
            for (size_t b = 1; b < Branches; ++b) sum = sum + x[b][Node::joined[b].order.place_of(k)];
            y[Node::out.order.place_of(k)] = sum;
        }
    }
}

}  // namespace constexplain::kernels
