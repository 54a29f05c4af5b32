#pragma once
/// Binding arrays to a network.
#include <constexplain/model.hpp>

namespace constexplain {

namespace detail {

/// Which array of a layer.
template<class Layer>
struct weight_of;
template<class Layer>
struct bias_of;
template<class Layer>
struct running_mean_of;
template<class Layer>
struct running_var_of;
template<class Layer, size_t Array>
struct array_of;
template<size_t Count>
struct arrays;

/// One array that a network needs.
template<class Node, size_t Array>
struct parameter_role {
    using here = layer<Node::index, typename Node::layer_type>;
    static constexpr parameter_array const& array = layer_parameters<Node>::arrays[Array];
    static constexpr shape value = array.extents;
    using fact = std::conditional_t<
        array.role == "weight", weight_of<here>,
        std::conditional_t<array.role == "bias", bias_of<here>,
                           std::conditional_t<array.role == "running_mean", running_mean_of<here>,
                                              std::conditional_t<array.role == "running_var", running_var_of<here>,
                                                                 array_of<here, Array>>>>>;
};

template<class Node, class Arrays = std::make_index_sequence<layer_parameters<Node>::arrays.size()>>
struct roles_of_node;
template<class Node, size_t... Array>
struct roles_of_node<Node, std::index_sequence<Array...>> {
    using type = meta::list<parameter_role<Node, Array>...>;
};
template<class Nodes>
struct roles_of;
template<class... Nodes>
struct roles_of<meta::list<Nodes...>> {
    using type = meta::flat_join<typename roles_of_node<Nodes>::type...>;
};

/// What is wrong with the arrays; void where nothing is.
template<class Net, class T, class Roles, class... Arrays>
struct arrays_mistake {
    using type = PARAMETER_MISMATCH<Net, arrays<Roles::size>, arrays<sizeof...(Arrays)>,
                                    cure::pass_the_arrays_in_the_order_of_the_layers_weight_before_bias>;
};
template<class T, class Role, class Array>
struct array_mistake {
    using array = passed<T, Role, Array>;
    static constexpr bool has_other_scalar = [] {
        if constexpr (array::extent::is_static)
            return !std::is_same_v<T, typename array::extent::element>;
        else
            return false;
    }();
    using type = unless<
        array::fits,
        PARAMETER_MISMATCH<
            typename Role::fact, typename array::needed, typename array::found,
            std::conditional_t<has_other_scalar,
                               cure::pass_elements_of_the_models_scalar_or_choose_it_as_in_make_model_network_double,
                               cure::pass_the_arrays_in_the_order_of_the_layers_weight_before_bias>>>;
};
template<class Net, class T, class... Roles, class... Arrays>
    requires(sizeof...(Roles) == sizeof...(Arrays))
struct arrays_mistake<Net, T, meta::list<Roles...>, Arrays...> {
    using type = first_mistake_t<typename array_mistake<T, Roles, Arrays>::type...>;
};

inline namespace CONSTEXPLAIN_INSTRUCTION_SET {

/// Packs one layer's arrays. `done`, if given, hears how far it is, where the layer tells.
template<class Node, class T, size_t Arrays, class... Done>
constexpr void pack_layer(T* packed, std::array<T const*, Arrays> const& arrays, Done const&... done) {
    using layer = kernels::parameters<T, Node>;
    T* const place = packed + parameter_layout<typename Node::network_type, T>::offsets[Node::index];
    if constexpr (requires { layer::pack(arrays, place, done...); })
        layer::pack(arrays, place, done...);
    else
        layer::pack(arrays, place);
}

/// Packs one layer's arrays, which are the next ones of a list.
template<class Node, class T>
constexpr void pack_next(T* packed, T const* const*& next) {
    std::array<T const*, layer_parameters<Node>::arrays.size()> arrays{};
    for (T const*& array : arrays) array = *next++;
    pack_layer<Node>(packed, arrays);
}

}  // namespace CONSTEXPLAIN_INSTRUCTION_SET

template<class T, class Storage, class... Nodes, class... Arrays>
constexpr Storage pack_all(meta::list<Nodes...>, Arrays const&... all) {
    std::array<T const*, sizeof...(Arrays)> const elements{std::data(all)...};
    Storage packed;
    [[maybe_unused]] T const* const* next = elements.data();
    (pack_next<Nodes>(packed.data(), next), ...);
    return packed;
}

}  // namespace detail

inline namespace CONSTEXPLAIN_INSTRUCTION_SET {

/// A model of constant arrays, in the order of the layers, each layer's weight ([out][in][h][w], row-major)
/// before its bias: `constexpr auto net = make_model<tiny, double>(w0, b0, w1, b1)`. The model holds its parameters
/// itself and may be a constant, with which predict and explain are constant expressions.
template<class Network, class T = float, class... Arrays>
[[nodiscard]] constexpr auto make_model(Arrays const&... all) {
    using Net = detail::network_or_none<Network>;
    using made = model<Network, T, embedded_parameters<T, parameter_layout<Net, detail::scalar_or_float<T>>::total>>;
    using storage = embedded_parameters<T, made::layout::total>;
    using nodes = parameter_nodes<Net>;
    using mistake = typename detail::arrays_mistake<Net, T, typename detail::roles_of<nodes>::type, Arrays...>::type;
    if constexpr (!detail::is_sound_network<Network>() || !std::is_same_v<T, typename made::scalar_type>) {
        return made(storage{});  // the network's or the model's own mistake is the one that is told
    } else if constexpr (std::is_void_v<mistake>) {
        return made(detail::pack_all<T, storage>(nodes{}, all...));
    } else {
        static_assert(sizeof(detail::reject<mistake>));
        return made(storage{});
    }
}

}  // namespace CONSTEXPLAIN_INSTRUCTION_SET

}  // namespace constexplain
