#pragma once
/// The parameters of a network: their names, shapes and places in one packed buffer.
#include <constexplain/kernel/packing.hpp>
#include <constexplain/network/network.hpp>

#include <string>

namespace constexplain {

inline namespace CONSTEXPLAIN_INSTRUCTION_SET {

/// Where each layer's packed parameters start, in scalars; each on a cache line.
template<class Net, class T>
struct parameter_layout {
    static constexpr auto offsets = [] {
        std::array<size_t, Net::depth + 1> at{};
        meta::for_each_index<Net::depth>([&](auto index) {
            using here = node<Net, index>;
            at[index + 1] = at[index];
            if constexpr (linear_layer<typename here::layer_type>)
                at[index + 1] += round_up_to(kernels::packing<T, here::geometry()>::total, buffer_unit);
        });
        return at;
    }();
    static constexpr size_t total = offsets[Net::depth];
};

}  // namespace CONSTEXPLAIN_INSTRUCTION_SET

/// The parameters of one layer as users see them, with the layer in the type.
template<class Node>
struct layer_parameters {
    using node_type = Node;
    static constexpr shape weight_shape = Node::layer_type::weight_shape(Node::in.extents);
    static constexpr bool has_bias = Node::geometry().has_bias;
    static constexpr size_t bias_count = has_bias ? Node::geometry().out_channels : 0;

    /// The names in a parameter file: the layer's name, or its index (as in PyTorch's Sequential).
    [[nodiscard]] static std::string weight_name() { return prefix() + ".weight"; }
    [[nodiscard]] static std::string bias_name() { return prefix() + ".bias"; }

private:
    static std::string prefix() { return Node::name.empty() ? std::to_string(Node::index) : std::string(Node::name); }
};

namespace detail {
template<class Net, class Indices = std::make_index_sequence<Net::depth>>
struct linear_node_list;
template<class Net, size_t... I>
struct linear_node_list<Net, std::index_sequence<I...>> {
    static constexpr auto collect() {
        constexpr size_t count = (size_t{0} + ... + size_t{linear_layer<typename node<Net, I>::layer_type>});
        constexpr auto indices = [] {
            std::array<size_t, count> found{};
            size_t next = 0;
            ((linear_layer<typename node<Net, I>::layer_type> ? void(found[next++] = I) : void()), ...);
            return found;
        }();
        return [&]<size_t... K>(std::index_sequence<K...>) {
            return meta::list<node<Net, indices[K]>...>{};
        }(std::make_index_sequence<count>{});
    }
    using type = decltype(collect());
};
}  // namespace detail

/// The nodes that have parameters, in execution order, as a type list.
template<class Net>
using linear_nodes = typename detail::linear_node_list<Net>::type;

}  // namespace constexplain
