#pragma once
/// A network as a type list: `struct lenet : network<input<1, 28, 28>, conv2d<10, kernel<5>>, relu, ...> {};`
#include <constexplain/network/inference.hpp>
#include <constexplain/network/node.hpp>

#include <boost/hana/tuple.hpp>
#include <boost/hana/type.hpp>

namespace constexplain {

/// What a network costs, by its description alone. Bytes are those of 4-byte floats without any padding that
/// an instruction set asks for; `model` and `workspace` know the true ones.
struct network_cost {
    size_t macs = 0;                     ///< multiply-accumulates of one forward pass
    size_t parameters = 0;               ///< weights and biases
    size_t parameter_bytes = 0;
    size_t workspace_bytes = 0;          ///< buffers of predict: the two largest neighbouring boundaries
    size_t explain_workspace_bytes = 0;  ///< buffers of explain: every boundary, and relevance and quotients
};

namespace detail {

/// The parameters of one layer; none where it is not linear.
template<class L>
constexpr size_t parameter_count(shape const& in) {
    if constexpr (linear_layer<L>) {
        auto const g = L::geometry(in);
        return g.weight_count() + (g.has_bias ? g.out_channels : 0);
    } else {
        return 0;
    }
}

template<class Inference, class... Layers>
constexpr network_cost cost_of() {
    constexpr auto const& known = Inference::value;
    network_cost cost;
    if (known.why != problem::none) return cost;
    size_t k = 0;
    size_t largest = 0, pair = 0, all = 0;
    auto const add = [&]<class L>(std::type_identity<L>) {
        size_t const in = known.at[k].extents.count(), out = known.at[k + 1].extents.count();
        cost.macs += L::multiply_accumulates(known.at[k].extents);
        cost.parameters += parameter_count<L>(known.at[k].extents);
        largest = largest < out ? out : largest;
        pair = pair < in + out ? in + out : pair;
        all += out;
        ++k;
    };
    (add(std::type_identity<Layers>{}), ...);
    size_t const first = known.at[0].extents.count();
    largest = largest < first ? first : largest;
    cost.parameter_bytes = 4 * cost.parameters;
    cost.workspace_bytes = 4 * pair;
    cost.explain_workspace_bytes = 4 * (first + all + 4 * largest);
    return cost;
}

/// The boundary at which explanations start: before a final softmax, else the output.
template<class... Layers>
constexpr size_t logits_boundary() {
    size_t k = 0, end = 0;
    ((++k, end = std::is_base_of_v<kind::normalisation, Layers> && k == sizeof...(Layers) ? k - 1 : k), ...);
    return end;
}

template<class Inference, class Input, class... Layers>
struct network_body {
    using input_description = Input;
    using layer_list = meta::list<Layers...>;

    /// The number of layers, the input not counted.
    static constexpr size_t depth = sizeof...(Layers);
    /// Shape, domain and memory order before the first layer and after each.
    static constexpr auto const& boundaries = Inference::value.at;
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
    static constexpr std::string_view signature = meta::static_text<[](meta::text_writer& text) {
        Input::write(text);
        if (Inference::value.why != problem::none) return;
        size_t k = 0;
        ((text << ";", Layers::write(text, boundaries[k].extents), ++k), ...);
    }>::value;
    static constexpr std::uint64_t fingerprint = meta::hash(signature);
};

}  // namespace detail

/// A static network: an input and layers in execution order. Only output widths are written; every input side
/// is inferred. A layer that does not fit is one compile error: SHAPE_MISMATCH with the facts.
///
/// Derive a struct from it, so that messages and symbols show that struct's name.
template<class Input, layer_description... Layers>
struct network : detail::network_body<detail::inference<Input, Layers...>, Input, Layers...> {
    static_assert(sizeof(typename detail::shape_verdict<detail::inference<Input, Layers...>::value.bad,
                                                        detail::inference<Input, Layers...>, Layers...>::type));
};

/// A type that derives from `network<...>`.
template<class T>
concept static_network = requires {
    typename T::layer_list;
    typename T::input_description;
    { T::depth } -> std::convertible_to<size_t>;
};

}  // namespace constexplain
