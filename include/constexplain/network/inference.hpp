#pragma once
/// From the list of layers to shapes, domains and memory orders, in one pass over the pack.
#include <constexplain/layer/input.hpp>
#include <constexplain/network/wiring.hpp>

namespace constexplain::detail {

/// What is wrong with the input of a network; void where nothing is.
template<class Input>
struct input_description_mistake {
    using type = INPUT_MISUSED<needs::an_input_description, Input,
                               cure::begin_the_list_with_the_input_as_in_input_784_or_input_1_28_28>;
};
template<class Input>
    requires std::is_base_of_v<input_tag, Input>
struct input_description_mistake<Input> {
    using type = typename Input::mistake;
};

/// After a mistake shapes are unknown, and unknown equals anything: no error follows from an error.
constexpr shape unknown_shape() {
    shape s{1};
    s.unknown = true;
    return s;
}

/// What is known at each of the N + 1 boundaries and of what each layer reads (of joined branches: the shape of the
/// first, and a domain that holds all); `bad` is the first layer that does not fit, N if all do.
template<size_t N>
struct inferred {
    std::array<boundary, N + 1> at{};
    std::array<boundary, N + 1> into{};
    size_t bad = N;
    problem why = problem::none;
};

/// The names under which layers keep their parameters: their own, or their index.
template<size_t N>
struct parameter_names {
    std::array<std::string_view, N + 1> named{};
    std::array<bool, N + 1> used{};

    static constexpr bool is_number(std::string_view name, size_t index) {
        size_t value = 0;
        for (char c : name) {
            if (c < '0' || c > '9') return false;
            value = 10 * value + static_cast<size_t>(c - '0');
        }
        return !name.empty() && value == index && (name.size() == 1 || name[0] != '0');
    }
    /// Whether layer `index` can have this name; takes it.
    constexpr bool take(size_t index, std::string_view name) {
        for (size_t k = 0; k < index; ++k) {
            if (!used[k]) continue;
            if (name.empty() ? is_number(named[k], index) : named[k].empty() ? is_number(name, k) : named[k] == name)
                return false;
        }
        named[index] = name;
        used[index] = true;
        return true;
    }
};

/// The boundary behind a layer; what keeps the layer from standing there goes to `why`.
template<class L>
constexpr boundary behind(boundary const& in, problem& why) {
    if constexpr (layer_description<L>) {
        why = L::check(in.extents);
        if (why == problem::none) return {L::out(in.extents), L::values(in.values), L::order(in)};
    } else {
        why = problem::not_a_layer;
    }
    return {};
}
template<joining_layer L>
constexpr boundary behind(std::array<boundary, L::branches> const& in, problem& why) {
    why = L::check(in);
    return why == problem::none ? L::join(in) : boundary{};
}

template<class Graph, class Input, class... Layers>
constexpr auto infer() {
    constexpr auto const& wires = Graph::wires;
    inferred<sizeof...(Layers)> result;
    parameter_names<sizeof...(Layers)> names;
    for (boundary& b : result.at) b.extents = unknown_shape();
    if constexpr (std::is_void_v<typename input_description_mistake<Input>::type>) {
        result.at[0] = Input::out();
        size_t k = 0;
        auto const advance = [&]<class L>(std::type_identity<L>) {
            if (result.why != problem::none) return;
            boundary out, &in = result.into[k];
            in = result.at[wires.source(k)];
            if constexpr (joining_layer<L>) {
                std::array<boundary, L::branches> all{};
                for (size_t b = 0; b < L::branches; ++b) {
                    all[b] = result.at[wires.source(k, b)];
                    in.values = in.values.joined_with(all[b].values.low).joined_with(all[b].values.high);
                }
                out = behind<L>(all, result.why);
            } else {
                out = behind<L>(in, result.why);
            }
            if constexpr (parameterised_layer<L>)
                if (result.why == problem::none && !names.take(k, name_of<L>)) result.why = problem::name_taken;
            if (result.why == problem::none)
                result.at[++k] = out;
            else
                result.bad = k;
        };
        (advance(std::type_identity<Layers>{}), ...);
    }
    return result;
}

template<class Graph, class Input, class Layers>
struct inference;
template<class Graph, class Input, class... Layers>
struct inference<Graph, Input, meta::list<Layers...>> {
    static constexpr auto const& wires = Graph::wires;
    static constexpr auto value = infer<Graph, Input, Layers...>();
    static constexpr bool is_sound = !value.at[sizeof...(Layers)].extents.unknown;
};

template<class Inference, size_t Index, size_t Which = 0>
struct shape_before {
    static constexpr shape value = Inference::value.at[Inference::wires.source(Index, Which)].extents;
};

/// The shapes before a layer, as a fact.
template<class Inference, size_t Index, class L>
constexpr auto shapes_before() {
    if constexpr (joining_layer<L>)
        return []<size_t... Which>(std::index_sequence<Which...>) {
            return std::type_identity<branches_give<given_as<shape_before<Inference, Index, Which>>...>>{};
        }(std::make_index_sequence<L::branches>{});
    else
        return std::type_identity<given_as<shape_before<Inference, Index>>>{};
}

/// The mistake in a list of layers, as the type that a message prints; void where there is none.
template<size_t Bad, class Inference, class... Layers>
struct layer_mistake {
    using culprit = unnamed_t<meta::at<Bad, Layers...>>;
    using found = typename decltype(shapes_before<Inference, Bad, culprit>())::type;
    using type = typename decltype(complaint<Inference::value.why, culprit, layer<Bad, culprit>, found>())::type;
};
template<class Inference, class... Layers>
struct layer_mistake<sizeof...(Layers), Inference, Layers...> {
    using type = void;
};

}  // namespace constexplain::detail
