#pragma once
/// One layer at its place in a network. Symbols read `node<lenet, 3>`, not the whole list.
#include <constexplain/layer/layer.hpp>

namespace constexplain {

template<class Net, size_t Index>
struct node {
    using network_type = Net;
    static constexpr size_t index = Index;
    using named_layer = meta::element<Index, typename Net::layer_list>;
    using layer_type = unnamed_t<named_layer>;
    /// What the layer reads; of joined branches the first one's shape, and a domain that holds all.
    static constexpr boundary const& in = Net::inputs[Index];
    static constexpr boundary const& out = Net::boundaries[Index + 1];
    /// The boundary that the layer reads; of joined branches one of them.
    template<size_t Which = 0>
    static constexpr size_t source = Net::wires.source(Index, Which);
    /// What each joined branch gives.
    static constexpr auto joined = [] {
        constexpr size_t begin = Net::wires.first_edge[Index], end = Net::wires.first_edge[Index + 1];
        std::array<boundary, end - begin> all{};
        for (size_t edge = begin; edge < end; ++edge) all[edge - begin] = Net::boundaries[Net::wires.sources[edge]];
        return all;
    }();
    /// Whether all of them have their elements in the same places.
    static constexpr bool has_one_order = [] {
        for (boundary const& branch : joined)
            if (branch.order != joined[0].order) return false;
        return true;
    }();
    static constexpr std::string_view name = name_of<named_layer>;
    /// The node at another index of the same network.
    template<size_t Other>
    using at = node<Net, Other>;
    static constexpr auto geometry() {
        auto result = layer_type::geometry(in.extents);
        if constexpr (linear_layer<layer_type>) {
            result.zeros_are_common = result.groups == 1 && result.taps() == 1 && in.values.low == 0;
            result.is_of_small_network = Net::cost.parameters <= small_parameters;
            result = in_one_row(result);
        }
        return result;
    }
};

/// Calls `f(node<Net, I>{})` for each layer in execution order.
template<class Net, class F>
constexpr void for_each_node(F&& f) {
    meta::for_each_index<Net::depth>([&](auto index) { f(node<Net, index>{}); });
}

}  // namespace constexplain
