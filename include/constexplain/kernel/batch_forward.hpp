#pragma once
/// The forward pass of any one layer for the samples of a batch.
#include <constexplain/kernel/layer_forward.hpp>
#include <constexplain/kernel/reorder.hpp>

namespace constexplain::kernels {

/// Whether a layer takes all samples of a batch at once, so that each weight that is read serves several of them: a dense
/// layer, on vectors. Convolutions use their weights for several pixels as it is.
template<class Engine, class Node, class T, size_t Samples>
constexpr bool takes_batches() {
    if constexpr (Samples > 1 && has_vectors<Engine, T> && linear_layer<typename Node::layer_type>)
        return Node::geometry().is_dense();
    else
        return false;
}

/// y = layer(x) of `used` of the samples, which lie one behind the other; what a dense layer writes of the others means
/// nothing. See `layer_forward`.
template<class Engine, class Node, size_t Samples, class T, class Finish = no_activation, bool HasRoom = false>
[[gnu::always_inline]] constexpr void batch_forward(T const* x, T const* packed, T* y, T* scratch,
                                                    [[maybe_unused]] size_t used) {
    if constexpr (takes_batches<Engine, Node, T, Samples>())
        linear<T, of_samples(Node::geometry(), Samples), Engine>::template forward<plain_term, Finish, false,
                                                                                   plain_term>(x, packed, y, scratch);
    else if constexpr (Samples == 1)
        layer_forward<Engine, Node, T, Finish, HasRoom>(x, packed, y, scratch);
    else
        for (size_t n = 0; n < used; ++n)
            layer_forward<Engine, Node, T, Finish>(x + n * Node::in.extents.count(), packed,
                                                   y + n * Node::out.extents.count(), scratch);
}

}  // namespace constexplain::kernels
