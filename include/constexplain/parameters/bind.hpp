#pragma once
/// Binding arrays to a network.
#include <constexplain/model.hpp>

namespace constexplain {

namespace detail {

/// Which parameter: the layer and "weight" or "bias".
template<class Layer>
struct weight_of;
template<class Layer>
struct bias_of;
template<size_t Count>
struct arrays;

/// Names the facts; see `reject_shape`.
template<class Parameter, class Needed, class Given>
struct reject_parameter {
    static_assert(sizeof(PARAMETER_MISMATCH<Parameter, Needed, Given,
                                            cure::pass_the_arrays_in_the_order_of_the_layers_weight_before_bias>));
};

/// One array that a network needs.
template<class Node, bool IsBias>
struct parameter_role {
    using here = layer<Node::index, typename Node::layer_type>;
    using fact = std::conditional_t<IsBias, bias_of<here>, weight_of<here>>;
    static constexpr shape value =
        IsBias ? shape{layer_parameters<Node>::bias_count} : layer_parameters<Node>::weight_shape;
};

template<class Nodes>
struct roles_of;
template<class... Nodes>
struct roles_of<meta::list<Nodes...>> {
    using type = meta::join<
        std::conditional_t<layer_parameters<Nodes>::has_bias,
                           meta::list<parameter_role<Nodes, false>, parameter_role<Nodes, true>>,
                           meta::list<parameter_role<Nodes, false>>>...>;
};

template<class T, class Role, class Array>
constexpr T const* parameter_elements(Array const& array) {
    using extent = extent_of<Array>;
    if constexpr (extent_matches<T, Role, extent>()) {
        return std::data(array);
    } else {
        using facts = typename decltype(extent_facts<extent>())::type;
        static_assert(sizeof(reject_parameter<typename Role::fact, of_type<T, given_as<Role>>, facts>) > 0);
        return nullptr;
    }
}

/// Packs one layer's arrays; `bias` is null where it has none.
template<class Node, class T>
constexpr void pack_layer(T* packed, T const* weight, T const* bias) {
    kernels::packing<T, Node::geometry()>::pack(
        weight, bias, Node::in.order,
        packed + parameter_layout<typename Node::network_type, T>::offsets[Node::index]);
}

template<class T, class Storage, class... Nodes, class... Roles, class... Arrays>
constexpr Storage pack_all(meta::list<Nodes...>, meta::list<Roles...>, Arrays const&... all) {
    std::array<T const*, sizeof...(Arrays)> const elements{parameter_elements<T, Roles>(all)...};
    Storage packed;
    size_t next = 0;
    [[maybe_unused]] auto const take = [&] { return elements[next++]; };
    (
        [&] {
            T const* weight = take();
            pack_layer<Nodes>(packed.data(), weight, layer_parameters<Nodes>::has_bias ? take() : nullptr);
        }(),
        ...);
    return packed;
}

}  // namespace detail

/// A model of constant arrays, in the order of the layers, each layer's weight ([out][in][h][w], row-major)
/// before its bias: `constexpr auto net = bind<tiny, double>(w0, b0, w1, b1)`. The model holds its parameters
/// itself and may be a constant, with which predict and explain are constant expressions.
template<static_network Net, class T = float, class... Arrays>
[[nodiscard]] constexpr auto bind(Arrays const&... arrays) {
    using storage = embedded_parameters<T, parameter_layout<Net, T>::total>;
    using nodes = linear_nodes<Net>;
    using roles = typename detail::roles_of<nodes>::type;
    if constexpr (roles::size != sizeof...(Arrays))
        static_assert(
            sizeof(detail::reject_parameter<Net, detail::arrays<roles::size>, detail::arrays<sizeof...(Arrays)>>) > 0);
    else
        return model<Net, T, storage>(detail::pack_all<T, storage>(nodes{}, roles{}, arrays...));
}

}  // namespace constexplain
