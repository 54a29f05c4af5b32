#pragma once
/// A network without the layers that a neighbour can take over: batch normalisation folded, scales and shifts too.
#include <constexplain/layer/batch_norm.hpp>
#include <constexplain/layer/conv1d.hpp>
#include <constexplain/layer/conv2d.hpp>
#include <constexplain/layer/dense.hpp>
#include <constexplain/network/network.hpp>

namespace constexplain {

namespace detail {

/// The linear layer with a bias, whether it had one or not.
template<class L>
struct with_bias : std::type_identity<L> {};
template<fixed_string Name, class L>
struct with_bias<named<Name, L>> : std::type_identity<named<Name, typename with_bias<L>::type>> {};
template<template<size_t, class...> class L, size_t Width, class Kept, class... Options>
struct with_options;
template<template<size_t, class...> class L, size_t Width, class... Kept>
struct with_options<L, Width, meta::list<Kept...>> : std::type_identity<L<Width, Kept...>> {};
template<class Option>
using unless_without_bias =
    std::conditional_t<std::is_same_v<Option, without_bias>, meta::list<>, meta::list<Option>>;
template<size_t Width, class... Options>
struct with_bias<dense<Width, Options...>> : with_options<dense, Width, meta::join<unless_without_bias<Options>...>> {
};
template<size_t Width, class... Options>
struct with_bias<conv1d<Width, Options...>>
    : with_options<conv1d, Width, meta::join<unless_without_bias<Options>...>> {};
template<size_t Width, class... Options>
struct with_bias<conv2d<Width, Options...>>
    : with_options<conv2d, Width, meta::join<unless_without_bias<Options>...>> {};

/// Where each layer goes: it stays, or the linear layer `into` takes it over.
template<size_t Depth>
struct folding {
    std::array<size_t, Depth> into{};  ///< itself where it stays
    size_t kept = 0;

    [[nodiscard]] constexpr bool stays(size_t layer) const { return into[layer] == layer; }
    [[nodiscard]] constexpr bool takes_over(size_t layer) const {
        for (size_t k = 0; k < Depth; ++k)
            if (k != layer && into[k] == layer) return true;
        return false;
    }
};

/// A factor and an offset behind a linear layer that nothing else reads belong to it. Before a linear layer they do if
/// it has no padding: padding is 0 whatever the offset.
template<class Net>
constexpr folding<Net::depth> find_folding() {
    constexpr size_t depth = Net::depth;
    constexpr auto const& wires = Net::wires;
    std::array<bool, depth> is_channelwise{}, is_linear{}, is_padded{};
    meta::for_each_index<depth>([&](auto index) {
        using L = typename node<Net, index>::layer_type;
        is_channelwise[index] = channelwise_layer<L>;
        is_linear[index] = linear_layer<L> && !channelwise_layer<L>;
        if constexpr (linear_layer<L>) is_padded[index] = node<Net, index>::geometry().over.has_padding();
    });
    folding<depth> found;
    for (size_t k = 0; k < depth; ++k) {
        found.into[k] = k;
        size_t const from = wires.source(k);
        if (!is_channelwise[k] || from == 0 || wires.readers[from] != 1) continue;
        size_t const before = found.into[from - 1];
        if (is_linear[before]) found.into[k] = before;
    }
    for (size_t k = depth; k-- > 0;) {
        if (!is_channelwise[k] || !found.stays(k) || wires.readers[k + 1] != 1) continue;
        for (size_t reader = k + 1; reader < depth; ++reader)
            if (wires.source(reader) == k + 1) {
                size_t const after = found.into[reader];
                if (is_linear[after] && !is_padded[after]) found.into[k] = after;
                break;
            }
    }
    for (size_t k = 0; k < depth; ++k) found.kept += found.stays(k);
    return found;
}

/// The layers that stay, and what they read.
template<class Net>
struct folded_graph {
    static constexpr auto found = find_folding<Net>();
    /// The index in the original network of each layer.
    static constexpr auto origin = [] {
        std::array<size_t, found.kept> all{};
        size_t next = 0;
        for (size_t k = 0; k < Net::depth; ++k)
            if (found.stays(k)) all[next++] = k;
        return all;
    }();
    static constexpr size_t edges = [] {
        size_t count = 0;
        for (size_t k : origin) count += Net::wires.first_edge[k + 1] - Net::wires.first_edge[k];
        return count;
    }();
    static constexpr auto wires = [] {
        wiring<found.kept, edges> result;
        std::array<size_t, Net::depth + 1> at{};  // the new number of each boundary
        for (size_t k = 0; k < Net::depth; ++k) {
            size_t const begin = Net::wires.first_edge[k], end = Net::wires.first_edge[k + 1];
            if (!found.stays(k)) {
                at[k + 1] = at[Net::wires.sources[begin]];
                continue;
            }
            for (size_t edge = begin; edge < end; ++edge) result.add_edge(at[Net::wires.sources[edge]]);
            at[k + 1] = result.end_layer();
        }
        return result;
    }();
    template<size_t Index>
    using layer_at =
        std::conditional_t<found.takes_over(Index), with_bias<meta::element<Index, typename Net::layer_list>>,
                           std::type_identity<meta::element<Index, typename Net::layer_list>>>;
    template<size_t... K>
    static auto pick(std::index_sequence<K...>) -> meta::list<typename layer_at<origin[K]>::type...>;
    using layers = decltype(pick(std::make_index_sequence<found.kept>{}));
};

}  // namespace detail

/// The network with every batch normalisation, scale and shift folded into a linear neighbour that can take it over
/// exactly. `fold(model)` makes its numbers.
template<static_network Net>
struct folded : detail::network_parts<detail::folded_graph<Net>, typename Net::input_description>::body {};

}  // namespace constexplain
