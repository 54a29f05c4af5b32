#pragma once
/// The parameters of a network: their names, shapes and places in one packed buffer.
#include <constexplain/kernel/parameters.hpp>
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
            if constexpr (parameterised_layer<typename here::layer_type>)
                at[index + 1] += round_up_to(kernels::parameters<T, here>::total, buffer_unit);
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
    static constexpr auto arrays = Node::layer_type::parameter_arrays(Node::in.extents);

    /// An array's name in a parameter file: the layer's name, or its index (as in PyTorch's Sequential), and its role.
    [[nodiscard]] static std::string name(size_t array) {
        std::string text = Node::name.empty() ? std::to_string(Node::index) : std::string(Node::name);
        return text.append(1, '.').append(arrays[array].role);
    }
};

namespace detail {
template<class Net, template<class> class Chooses, class Indices = std::make_index_sequence<Net::depth>>
struct chosen_nodes;
template<class Net, template<class> class Chooses, size_t... I>
struct chosen_nodes<Net, Chooses, std::index_sequence<I...>> {
    static constexpr auto collect() {
        constexpr size_t count = (size_t{0} + ... + size_t{Chooses<typename node<Net, I>::layer_type>::value});
        constexpr auto indices = [] {
            std::array<size_t, count> found{};
            size_t next = 0;
            ((Chooses<typename node<Net, I>::layer_type>::value ? void(found[next++] = I) : void()), ...);
            return found;
        }();
        return [&]<size_t... K>(std::index_sequence<K...>) {
            return meta::list<node<Net, indices[K]>...>{};
        }(std::make_index_sequence<count>{});
    }
    using type = decltype(collect());
};
template<class L>
struct is_parameterised : std::bool_constant<parameterised_layer<L>> {};
template<class L>
struct is_linear : std::bool_constant<linear_layer<L>> {};
}  // namespace detail

/// The nodes that have parameters, in execution order, as a type list.
template<class Net>
using parameter_nodes = typename detail::chosen_nodes<Net, detail::is_parameterised>::type;

/// The linear ones among them.
template<class Net>
using linear_nodes = typename detail::chosen_nodes<Net, detail::is_linear>::type;

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
