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

namespace detail::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// Calls `f(layer, channel, bias)` for each bias among a network's packed parameters.
template<class Net, class T, class F>
constexpr void for_each_bias(T const* packed, F&& f) {
    [&]<class... Nodes>(meta::list<Nodes...>) {
        [[maybe_unused]] auto const walk = [&]<class Node>(std::type_identity<Node>) {
            constexpr auto g = Node::geometry();
            using packing = kernels::packing<T, g>;
            if constexpr (g.has_bias)
                for (size_t o = 0; o < g.out_channels; ++o)
                    f(Node::index, o,
                      packed[parameter_layout<Net, T>::offsets[Node::index] + packing::weights +
                             packing::place(o / g.group_out(), o % g.group_out())]);
        };
        (walk(std::type_identity<Nodes>{}), ...);
    }(linear_nodes<Net>{});
}

/// Which layers have one.
template<class Net, class T>
constexpr std::array<bool, Net::depth> positive_biases(T const* packed) {
    std::array<bool, Net::depth> found{};
    for_each_bias<Net>(packed, [&](size_t index, size_t, T const& number) {
        found[index] = found[index] || !certain(number <= T(0));
    });
    return found;
}

}  // namespace detail::inline CONSTEXPLAIN_INSTRUCTION_SET

}  // namespace constexplain
