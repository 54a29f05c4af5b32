#pragma once
/// Which activations explain computes where the linear layer in front stores its sums, so that the sums are not kept.
///
/// A step of a relevance pass reads a linear layer's sums only where its rule divides by them or asks for their sign. Where
/// relevance lies at positive sums alone, those equal what a rectifier makes of them, and the others are not asked for.
#include <constexplain/plan/denominators.hpp>

namespace constexplain::detail {

template<class... Parts>
constexpr bool reads_sums(meta::list<Parts...>) {
    return (... || (divides_by_output<Parts> || Parts::where != term::outputs::all));
}

/// Whether the activation of node `Index` replaces the sums of the linear layer that it reads.
template<class Net, class Rules, size_t Index>
constexpr bool replaces_sums() {
    using activation = step<Net, Rules, Index>;
    constexpr size_t from = activation::node_type::template source<>;
    if constexpr (!Net::execution::is_fused[Index] || !activation::moves_nothing) {
        return false;
    } else {
        using linear = step<Net, Rules, from - 1>;
        return !reads_sums(typename linear::template parts<>{}) ||
               (std::is_same_v<typename activation::layer_type, relu> && active_only<Net, Rules>[from]);
    }
}

}  // namespace constexplain::detail
