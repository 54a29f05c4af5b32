#pragma once
/// What a linear layer does with its sums while it stores them.
#include <constexplain/kernel/linear.hpp>
#include <constexplain/network/network.hpp>

namespace constexplain::detail {

template<class Net, size_t Activation>
struct finish {
    using type = kernels::fused<typename node<Net, Activation>::layer_type>;
};
template<class Net>
struct finish<Net, Net::depth> {
    using type = kernels::no_activation;
};
/// The activation of node `Activation`; none where that is the network's depth.
template<class Net, size_t Activation>
using finish_of = typename finish<Net, Activation>::type;

}  // namespace constexplain::detail
