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
    size_t macs = 0;        ///< multiply-accumulates of one forward pass
    size_t parameters = 0;  ///< weights and biases
    size_t parameter_bytes = 0;
    size_t workspace_bytes = 0;  ///< buffers of predict: two of the largest boundary, which the layers use in turn
    size_t explain_workspace_bytes = 0;  ///< buffers of explain: every boundary, and relevance and quotients
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
    size_t k = 0;
    size_t largest = 0, all = 0;
    auto const add = [&]<class L>(std::type_identity<L>) {
        size_t const out = known.at[k + 1].extents.count();
        cost.macs += L::multiply_accumulates(known.at[k].extents);
        cost.parameters += parameter_count<L>(known.at[k].extents);
        largest = largest < out ? out : largest;
        if (!std::is_base_of_v<kind::reordering, L>) all += out;  // a flattened boundary is the one before
        ++k;
    };
    (add(std::type_identity<Layers>{}), ...);
    size_t const first = known.at[0].extents.count();
    largest = largest < first ? first : largest;
    cost.parameter_bytes = 4 * cost.parameters;
    cost.workspace_bytes = 4 * 2 * largest;
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

// A named type: a lambda would give each translation unit a text of its own.
template<class Inference, class Input, class... Layers>
struct signature_text {
    static constexpr void write(meta::text_writer& text) {
        Input::write(text);
        size_t k = 0;
        ((text << ";", Layers::write(text, Inference::value.at[k].extents), ++k), ...);
    }
};

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
    static constexpr std::string_view signature =
        meta::static_text<signature_text<Inference, Input, Layers...>>::value;
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

/// The body of a network, by whether its input and every layer fit.
template<class Inference, class... Everything>
using body_of = std::conditional_t<Inference::is_sound, network_body<Inference, Everything...>,
                                   mistaken_body<Inference, Everything...>>;

template<class Inference, class Input, class... Layers>
using network_mistake = first_mistake_t<typename input_description_mistake<Input>::type,
                                        typename layer_mistake<Inference::value.bad, Inference, Layers...>::type>;

}  // namespace detail

/// A static network: an input and layers in execution order. Only output widths are written; every input side
/// is inferred. A layer that does not fit is one compile error with the facts: SHAPE_MISMATCH, LAYER_MISUSED or,
/// of the input, INPUT_MISUSED.
///
/// Derive a struct from it, so that messages and symbols show that struct's name.
template<class Input = void, class... Layers>
struct network : detail::body_of<detail::inference<Input, Layers...>, Input, Layers...> {
    static_assert(
        sizeof(detail::reject<detail::network_mistake<detail::inference<Input, Layers...>, Input, Layers...>>));
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
struct no_network : mistaken_body<inference<void>, void> {};
template<class T>
using network_or_none = std::conditional_t<static_network<T>, T, no_network>;

}  // namespace detail

}  // namespace constexplain
