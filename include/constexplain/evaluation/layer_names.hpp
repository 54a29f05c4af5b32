#pragma once
/// Short names of layers and boundaries, for the rows of reports.
#include <constexplain/network/table.hpp>

#include <string>
#include <vector>

namespace constexplain::evaluation {

/// A layer's index and its own name or its kind: "3 conv2d", "0 stem".
template<class Node>
std::string layer_name() {
    using L = typename Node::layer_type;
    std::string const kind = constexplain::detail::text_of([](auto& text) { L::write(text, Node::in.extents); });
    return std::to_string(Node::index) + " " +
           (Node::name.empty() ? kind.substr(0, kind.find('(')) : std::string(Node::name));
}

/// The boundaries of a network from the input to the logits, by the layer they lie behind: "input", "0 conv2d",
/// "1 relu", ...
template<class Net>
std::vector<std::string> boundary_names() {
    std::vector<std::string> names{"input"};
    meta::for_each_index<Net::logits>([&](auto index) { names.push_back(layer_name<node<Net, index>>()); });
    return names;
}

}  // namespace constexplain::evaluation
