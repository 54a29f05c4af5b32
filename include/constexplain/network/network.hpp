#pragma once
/// A network as a type list: `struct lenet : network<input<1, 28, 28>, conv2d<10, kernel<5>>, relu, ...> {};`
///
/// Nested branches are written out in execution order: `layers`, `depth` and every index count what they stand for.
#include <constexplain/network/execution.hpp>
#include <constexplain/network/inference.hpp>
#include <constexplain/network/node.hpp>

#include <boost/hana/tuple.hpp>
#include <boost/hana/type.hpp>

namespace constexplain {

/// What a network costs, by its description alone. Bytes are those of 4-byte floats without any padding that
/// an instruction set asks for; `model` and `workspace` know the true ones.
struct network_cost {
    size_t macs = 0;        ///< multiply-accumulates of one forward pass
    size_t parameters = 0;  ///< weights and biases
    size_t parameter_bytes = 0;
    size_t workspace_bytes = 0;  ///< buffers of predict, which boundaries share that are not needed at the same time
    size_t explain_workspace_bytes = 0;  ///< buffers of explain: every boundary, and relevance and two of quotients
};

namespace detail {

/// A number of a network with a mistake: every comparison with it holds.
struct unknown_number {
    constexpr operator size_t() const { return 1; }  // NOLINT: stands for a number
};
#define CONSTEXPLAIN_HOLDS(relation)                                                                                 \
    template<class T>                                                                                                \
        requires std::is_arithmetic_v<T>                                                                             \
    constexpr bool operator relation(unknown_number, T) {                                                            \
        return true;                                                                                                 \
    }                                                                                                                \
    template<class T>                                                                                                \
        requires std::is_arithmetic_v<T>                                                                             \
    constexpr bool operator relation(T, unknown_number) {                                                            \
        return true;                                                                                                 \
    }
CONSTEXPLAIN_HOLDS(==)
CONSTEXPLAIN_HOLDS(!=)
CONSTEXPLAIN_HOLDS(<)
CONSTEXPLAIN_HOLDS(<=)
CONSTEXPLAIN_HOLDS(>)
CONSTEXPLAIN_HOLDS(>=)
#undef CONSTEXPLAIN_HOLDS

struct unknown_cost {
    unknown_number macs, parameters, parameter_bytes, workspace_bytes, explain_workspace_bytes;
};
struct unknown_output : shape {
    constexpr unknown_output() : shape(unknown_shape()) {}
    [[nodiscard]] static constexpr unknown_number count() { return {}; }
    [[nodiscard]] constexpr unknown_number operator[](size_t) const { return {}; }
    [[nodiscard]] static constexpr unknown_number channels() { return {}; }
    [[nodiscard]] static constexpr unknown_number height() { return {}; }
    [[nodiscard]] static constexpr unknown_number width() { return {}; }
};

/// The parameters of one layer.
template<class L>
constexpr size_t parameter_count(shape const& in) {
    size_t count = 0;
    if constexpr (parameterised_layer<L>)
        for (parameter_array const& array : L::parameter_arrays(in)) count += array.extents.count();
    return count;
}

template<class Inference, class... Layers>
constexpr network_cost cost_of() {
    using execution = detail::execution<Inference, Layers...>;
    constexpr auto const& known = Inference::value;
    network_cost cost;
    size_t k = 0;
    size_t largest = known.at[0].extents.count();
    auto const add = [&]<class L>(std::type_identity<L>) {
        size_t const out = known.at[k + 1].extents.count();
        cost.macs += L::multiply_accumulates(known.into[k].extents);
        cost.parameters += parameter_count<L>(known.into[k].extents);
        largest = largest < out ? out : largest;
        ++k;
    };
    (add(std::type_identity<Layers>{}), ...);
    cost.parameter_bytes = 4 * cost.parameters;
    cost.workspace_bytes = 4 * execution::buffers(1).total;
    cost.explain_workspace_bytes =
        4 * (execution::activations({}, 1).total +
             execution::relevance_buffers(execution::default_relevance, 1).total + 2 * largest);
    return cost;
}

/// The boundary at which explanations start: before a final softmax, else the output.
template<class... Layers>
constexpr size_t logits_boundary() {
    size_t k = 0, end = 0;
    ((++k, end = std::is_base_of_v<kind::softmax, Layers> && k == sizeof...(Layers) ? k - 1 : k), ...);
    return end;
}

// A named type: a lambda would give each translation unit a text of its own.
template<class Inference, class Input, class... Layers>
struct signature_text {
    static constexpr void write(meta::text_writer& text) {
        Input::write(text);
        size_t k = 0;
        ((text << ";", Layers::write(text, Inference::value.into[k].extents), write_sources(text, k++)), ...);
    }
    /// Where a layer does not read what the one before it writes: the boundaries that it reads.
    static constexpr void write_sources(meta::text_writer& text, size_t k) {
        constexpr auto const& wires = Inference::wires;
        size_t const begin = wires.first_edge[k], end = wires.first_edge[k + 1];
        if (end == begin + 1 && wires.sources[begin] == k) return;
        for (size_t edge = begin; edge < end; ++edge) text << (edge == begin ? " of " : ",") << wires.sources[edge];
    }
};

template<class Inference, class Input, class... Layers>
struct network_body {
    using input_description = Input;
    using layer_list = meta::list<Layers...>;
    using execution = detail::execution<Inference, Layers...>;

    /// The number of layers, the input not counted.
    static constexpr size_t depth = sizeof...(Layers);
    /// Shape, domain and memory order before the first layer and after each.
    static constexpr auto const& boundaries = Inference::value.at;
    /// The same of what each layer reads.
    static constexpr auto const& inputs = Inference::value.into;
    /// Which boundaries each layer reads.
    static constexpr auto const& wires = Inference::wires;
    static constexpr shape input = boundaries[0].extents;
    static constexpr shape output = boundaries[depth].extents;
    static constexpr auto shapes = [] {
        std::array<shape, depth + 1> all;
        for (size_t k = 0; k <= depth; ++k) all[k] = boundaries[k].extents;
        return all;
    }();
    static constexpr auto domains = [] {
        std::array<domain, depth + 1> all;
        for (size_t k = 0; k <= depth; ++k) all[k] = boundaries[k].values;
        return all;
    }();
    /// The boundary that explanations start from: before a final softmax, else the output.
    static constexpr size_t logits = logits_boundary<Layers...>();
    static constexpr network_cost cost = cost_of<Inference, Layers...>();
    /// The layers for a walk: `hana::for_each(lenet::layers, [](auto l) { using L = typename decltype(l)::type; })`.
    static constexpr boost::hana::tuple<boost::hana::type<Layers>...> layers{};

    /// The network as text, by which parameter files are recognised.
    static constexpr std::string_view signature =
        meta::static_text<signature_text<Inference, Input, Layers...>>::value;
    static constexpr void write_sources(meta::text_writer& text, size_t layer_index) {
        signature_text<Inference, Input, Layers...>::write_sources(text, layer_index);
    }
    static constexpr std::uint64_t fingerprint = meta::hash(signature);
};

/// What is left of a network with a mistake, so that nothing else is reported: no layers, and an output and costs
/// that equal anything.
template<class Inference, class Input, class... Layers>
struct mistaken_body {
    using input_description = Input;
    using layer_list = meta::list<>;
    static constexpr size_t depth = 0;
    static constexpr auto const& boundaries = Inference::value.at;
    static constexpr shape input = boundaries[0].extents;
    static constexpr unknown_output output{};
    static constexpr auto shapes = [] {
        std::array<shape, sizeof...(Layers) + 1> all;
        for (size_t k = 0; k <= sizeof...(Layers); ++k) all[k] = boundaries[k].extents;
        return all;
    }();
    static constexpr std::array<domain, sizeof...(Layers) + 1> domains{};
    static constexpr size_t logits = 0;
    static constexpr unknown_cost cost{};
    static constexpr boost::hana::tuple<> layers{};
    static constexpr std::string_view signature{};
    static constexpr unknown_number fingerprint{};
};

/// The body of a network, by whether its input and every layer fit; and what does not.
template<class Graph, class Input, class Layers = typename Graph::layers>
struct network_parts;
template<class Graph, class Input, class... Layers>
struct network_parts<Graph, Input, meta::list<Layers...>> {
    using found = inference<Graph, Input, meta::list<Layers...>>;
    using body = std::conditional_t<found::is_sound, network_body<found, Input, Layers...>,
                                    mistaken_body<found, Input, Layers...>>;
    using mistake = first_mistake_t<typename input_description_mistake<Input>::type,
                                    typename layer_mistake<found::value.bad, found, Layers...>::type>;
};

}  // namespace detail

/// A static network: an input and layers in execution order, some of them nested branches. Only output widths are
/// written; every input side is inferred. A layer that does not fit is one compile error with the facts:
/// SHAPE_MISMATCH, LAYER_MISUSED or, of the input, INPUT_MISUSED.
///
/// Derive a struct from it, so that messages and symbols show that struct's name.
template<class Input = void, class... Layers>
struct network : detail::network_parts<detail::graph_of<Layers...>, Input>::body {
    static_assert(
        sizeof(detail::reject<typename detail::network_parts<detail::graph_of<Layers...>, Input>::mistake>));
};

/// A type that derives from `network<...>`.
template<class T>
concept static_network = requires {
    typename T::layer_list;
    typename T::input_description;
    { T::depth } -> std::convertible_to<size_t>;
};

namespace detail {

template<class T>
using not_a_network =
    unless<static_network<T>, NOT_A_NETWORK<T, cure::derive_a_struct_from_network_and_give_its_name>>;

/// Whether a type is a network without a mistake. Where it is not, that has been told.
template<class T>
constexpr bool is_sound_network() {
    if constexpr (static_network<T>)
        return !T::output.unknown;
    else
        return false;
}

/// Stands for a type that is no network, once that has been told.
struct no_network : network_parts<graph_of<>, void>::body {};
template<class T>
using network_or_none = std::conditional_t<static_network<T>, T, no_network>;

}  // namespace detail

}  // namespace constexplain
