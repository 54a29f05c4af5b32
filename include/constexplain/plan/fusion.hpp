#pragma once
/// Which activations explain computes where the linear layer in front stores its sums, so that the sums are not kept, and which
/// sums it keeps as a rectifier leaves them.
///
/// A step of a relevance pass reads a linear layer's sums only where its rule divides by them or asks for their sign. Where
/// relevance lies at positive sums alone, those equal what a rectifier makes of them, and the others are not asked for.
#include <constexplain/layer/clip.hpp>
#include <constexplain/layer/relu.hpp>
#include <constexplain/plan/denominators.hpp>

namespace constexplain::detail {

template<class... Parts>
constexpr bool reads_sums(meta::list<Parts...>) {
    return (... || (divides_by_output<Parts> || Parts::where != term::outputs::all));
}

template<class Layer>
inline constexpr bool starts_at_0 = false;
template<auto Low, auto High>
inline constexpr bool starts_at_0<clip<Low, High>> = clip<Low, High>::low == 0;

/// Whether the sums of layer `Index` are kept as a rectifier leaves them: by a rectifier, or beside a clip from 0 on.
template<class Net, class Rules, size_t Index>
constexpr bool keeps_rectified() {
    constexpr size_t next = Net::execution::fused_behind(Index);
    if constexpr (next == Net::depth) {
        return false;
    } else {
        using activation = step<Net, Rules, next>;
        constexpr bool is_clip = starts_at_0<typename activation::layer_type>;
        return (is_clip || std::is_same_v<typename activation::layer_type, relu>) && activation::moves_nothing &&
               active_only<Net, Rules>[Index + 1];
    }
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
               (std::is_same_v<typename activation::layer_type, relu> && keeps_rectified<Net, Rules, from - 1>());
    }
}

/// Whether no denominator of a linear layer's step is ever negative.
template<class Step, class... Parts>
constexpr bool divides_by_no_negative(meta::list<Parts...>) {
    using here = typename Step::node_type;
    using net = typename here::network_type;
    return (... && (has_positive_denominators<net, here::template source<>, Parts> ||
                    (divides_by_output<Parts> && keeps_rectified<net, typename Step::rules, here::index>())));
}

}  // namespace constexplain::detail
