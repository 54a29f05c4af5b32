#pragma once
/// The forward pass of any one layer.
#include <constexplain/kernel/linear.hpp>
#include <constexplain/kernel/lookup.hpp>
#include <constexplain/kernel/move.hpp>
#include <constexplain/kernel/normalisation.hpp>
#include <constexplain/kernel/pool.hpp>
#include <constexplain/kernel/recurrent.hpp>

namespace constexplain::kernels {

/// y = layer(x), both channels-last. `Node` gives the layer and its boundaries; `packed` its packed parameters; `scratch`
/// of `forward_scratch` scalars, where T has vectors. Where `HasRoom`, y's memory goes on to the end of a cache line: dense
/// layers store whole vectors, because a load waits for parts of one just stored.
template<class Engine, class Node, class T, class Finish = no_activation, bool HasRoom = false>
[[gnu::always_inline]] constexpr void layer_forward(T const* x, [[maybe_unused]] T const* packed, T* y,
                                                    [[maybe_unused]] T* scratch = nullptr) {
    using L = typename Node::layer_type;
    if constexpr (linear_layer<L>) {
        using kernel = linear<T, Node::geometry(), Engine>;
        kernel::template forward<plain_term, Finish, HasRoom && kernel::is_dense, plain_term>(x, packed, y, scratch);
    } else if constexpr (std::is_base_of_v<kind::max_pooling, L>) {
        max_pool_forward<Engine, T, Node::geometry()>(x, y);
    } else if constexpr (pooling_layer<L>) {
        average_pool_forward<Engine, T, Node::geometry(), L::sums, L::settings.count_padding>(x, y);
    } else if constexpr (moving_layer<L>) {
        move_forward<Node>(x, y);
    } else if constexpr (lookup_layer<L>) {
        lookup_forward<Node>(x, packed, y);
    } else if constexpr (recurrent_layer<L>) {
        recurrent_forward<Engine, Node>(x, packed, y);
    } else if constexpr (normalisation_layer<L>) {
        normalisation_forward<Engine, Node>(x, packed, y);
    } else if constexpr (std::is_same_v<prelu, L>) {
        prelu_forward<Engine, Node>(x, packed, y);
    } else {
        activation_forward<Engine, L, T, Node::in.extents.count()>(x, y);
    }
}

}  // namespace constexplain::kernels
