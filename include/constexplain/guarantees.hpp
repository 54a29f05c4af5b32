#pragma once
/// Guarantees settled by a model's parameters.
#include <constexplain/model.hpp>

#include <vector>

namespace constexplain {

/// A bias that takes a guarantee away.
template<class T>
struct bias_above_zero {
    size_t layer;    ///< the layer's index
    size_t channel;  ///< the neuron of a dense layer, the output channel of a convolution
    T bias;
};

/// The biases of a model that are positive, which `certainty::if_biases_are_non_positive` forbids.
template<class Net, class T, class Storage>
[[nodiscard]] constexpr std::vector<bias_above_zero<T>> biases_above_zero(model<Net, T, Storage> const& net) {
    std::vector<bias_above_zero<T>> found;
    detail::for_each_bias<Net>(net.packed(), [&](size_t layer_index, size_t channel, T const& number) {
        if (number > T(0)) found.push_back({layer_index, channel, number});
    });
    return found;
}

/// What a rule set guarantees of a model's maps: `guarantees<deep_taylor>(net).consistent == certainty::yes`. Constant
/// for a constant model.
template<class Rules, class Net, class T, class Storage>
[[nodiscard]] constexpr settled_guarantee guarantees(model<Net, T, Storage> const& net) {
    return guarantee<Net, Rules>::settled(net.has_positive_bias());
}

}  // namespace constexplain
