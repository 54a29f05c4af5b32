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
    static constexpr boundary const& in = Net::boundaries[Index];
    static constexpr boundary const& out = Net::boundaries[Index + 1];
    static constexpr std::string_view name = name_of<named_layer>;
    /// The node at another index of the same network.
    template<size_t Other>
    using at = node<Net, Other>;
    static constexpr auto geometry() { return layer_type::geometry(in.extents); }
};

/// Calls `f(node<Net, I>{})` for each layer in execution order.
template<class Net, class F>
constexpr void for_each_node(F&& f) {
    meta::for_each_index<Net::depth>([&](auto index) { f(node<Net, index>{}); });
}

}  // namespace constexplain
