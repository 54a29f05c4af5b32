#pragma once
/// What a linear layer does with its sums while it stores them.
#include <constexplain/kernel/linear.hpp>
#include <constexplain/network/network.hpp>

namespace constexplain::detail {

template<class Net, size_t Activation>
constexpr auto finish_by() {
    if constexpr (Activation < Net::depth)
        return std::type_identity<kernels::fused<typename node<Net, Activation>::layer_type>>{};
    else
        return std::type_identity<kernels::no_activation>{};
}
/// The activation of node `Activation`; none where that is the network's depth.
template<class Net, size_t Activation>
using finish_of = typename decltype(finish_by<Net, Activation>())::type;

}  // namespace constexplain::detail
