#pragma once
/// A network with its parameters: `predict` and `explain`.
#include <constexplain/explain.hpp>
#include <constexplain/parameters/storage.hpp>
#include <constexplain/tensor/extent.hpp>

#include <boost/hana/tuple.hpp>

namespace constexplain {

namespace detail {

template<class Net>
struct input_shape {
    static constexpr shape value = Net::input;
};

template<class T>
inline constexpr bool is_kept = false;
template<size_t... B>
inline constexpr bool is_kept<kept_boundaries<B...>> = true;
template<class T>
inline constexpr bool is_workspace = false;
template<class Net, class Rules, class T>
inline constexpr bool is_workspace<workspace<Net, Rules, T>> = true;

/// The first option that `Is` holds for, else the default.
template<class Is, class Default>
constexpr Default const& pick(Default const& fallback) {
    return fallback;
}
template<class Is, class Default, class First, class... Rest>
constexpr auto& pick(Default const& fallback, First& first, Rest&... rest) {
    if constexpr (Is::template value<std::remove_const_t<First>>)
        return first;
    else
        return pick<Is>(fallback, rest...);
}
/// An integer that counts, unlike a truth value or a character.
template<class T>
concept class_number =
    std::integral<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, char> && !std::is_same_v<T, wchar_t> &&
    !std::is_same_v<T, char8_t> && !std::is_same_v<T, char16_t> && !std::is_same_v<T, char32_t>;
struct is_target_option {
    template<class T>
    static constexpr bool value = explanation_target<T> || class_number<T>;
};
struct is_kept_option {
    template<class T>
    static constexpr bool value = is_kept<T>;
};
struct is_workspace_option {
    template<class T>
    static constexpr bool value = is_workspace<T>;
};
template<class T>
constexpr auto as_target(T const& option) {
    if constexpr (class_number<T>)
        return class_index(std::in_range<size_t>(option) ? static_cast<size_t>(option) : no_class);
    else
        return option;
}

/// What is wrong with an option of explain; void where nothing is.
template<class Net, class Rules, class T, class Option>
struct option_mistake {
    static constexpr size_t classes = Net::shapes[Net::logits].count();
    static constexpr auto find() {
        if constexpr (explanation_target<Option>)
            return std::type_identity<
                unless<Option::least_classes <= classes,
                       CLASS_OUT_OF_RANGE<asked_for<Option::least_classes - 1>, needs::a_class_below<classes>,
                                          cure::count_classes_from_0>>>{};
        else if constexpr (class_number<Option>)
            return std::type_identity<void>{};
        else
            return std::type_identity<OPTION_NOT_KNOWN<Option, needs::a_target_or_keep_or_a_workspace,
                                                       cure::remove_it_or_write_a_target_such_as_class_3>>{};
    }
    using type = typename decltype(find())::type;
};
template<class Net>
struct logits_shape {
    static constexpr shape value = Net::shapes[Net::logits];
};
template<class Net, class Rules, class T, class Range>
struct option_mistake<Net, Rules, T, start_vector<Range>> {
    using range = passed<T, logits_shape<Net>, Range>;
    using type = unless<range::fits, START_MISMATCH<typename range::needed, typename range::found,
                                                    cure::pass_a_vector_of_one_element_for_each_logit>>;
};
template<class Net, class Rules, class T, size_t... B>
struct option_mistake<Net, Rules, T, kept_boundaries<B...>> {
    using type = first_mistake_t<
        unless<B <= Net::depth, BOUNDARY_OUT_OF_RANGE<asked_for<B>, needs::a_boundary_from_0_to<Net::depth>,
                                                      cure::count_boundaries_from_the_input_as_0>>...>;
};
template<class Net, class Rules, class T, class N, class R, class S>
struct option_mistake<Net, Rules, T, workspace<N, R, S>> {
    using type = unless<std::is_same_v<workspace<N, R, S>, workspace<Net, Rules, T>>,
                        WORKSPACE_MISMATCH<workspace<Net, Rules, T>, workspace<N, R, S>,
                                           cure::pass_workspace_of_this_network_and_these_rules_and_this_scalar>>;
};

template<class Is, class... Options>
inline constexpr bool given_twice = (size_t{0} + ... + size_t{Is::template value<Options>}) > 1;
template<class... Options>
using option_given_twice =
    unless<!given_twice<is_target_option, Options...> && !given_twice<is_kept_option, Options...> &&
               !given_twice<is_workspace_option, Options...>,
           OPTION_GIVEN_TWICE<needs::at_most_one_target_one_keep_and_one_workspace,
                              cure::remove_one_or_write_one_keep_of_all_boundaries>>;

template<class T>
using not_a_scalar =
    unless<model_scalar<T>, SCALAR_NOT_SUPPORTED<T, needs::float_or_double, cure::choose_float_or_double>>;
template<class T>
using scalar_or_float = std::conditional_t<std::is_void_v<not_a_scalar<T>>, T, float>;

/// What explain returns once a mistake has been told, so that its use is not a second one.
template<class Net, class T>
struct mistaken_explanation : explanation<Net, T> {
    template<size_t>
    [[nodiscard]] constexpr auto const& relevance_at() const {
        return this->relevance;
    }
};

}  // namespace detail

/// A network bound to its parameters. `Number` is float, double or another `model_scalar`. Nothing in it changes after
/// binding, so any number of threads may use one `model const`; each brings its own workspace or uses its stack.
template<class Network, class Number = float,
         class Storage = owned_parameters<
             detail::scalar_or_float<Number>,
             parameter_layout<detail::network_or_none<Network>, detail::scalar_or_float<Number>>::total>>
class model {
    static_assert(sizeof(
        detail::reject<detail::first_mistake_t<detail::not_a_network<Network>, detail::not_a_scalar<Number>>>));
    using Net = detail::network_or_none<Network>;
    using Scalar = detail::scalar_or_float<Number>;

public:
    using network_type = Net;
    using scalar_type = Scalar;
    using layout = parameter_layout<Net, Scalar>;

    /// The bytes of the packed parameters, padding for this program's instruction set included.
    static constexpr size_t parameter_bytes = sizeof(Scalar) * layout::total;

    model() =
        delete;  // a model has parameters: make it with make_model<network>(arrays...) or load<network>("file.npz")
    /// Takes packed parameters; `make_model` and `load` make them.
    constexpr explicit model(Storage&& packed)
        : parameters_(std::move(packed))
        , has_positive_bias_(detail::positive_biases<Net>(parameters_.data())) {}

    /// The network's scores for an input of its exact shape and scalar type: a `tensor`, an `std::array`, a span
    /// of static extent, an `xt::xtensor_fixed`. Without a workspace the buffers are on the stack.
    template<class Engine = vector_engine, class Input>
    [[nodiscard]] constexpr prediction<Net, Scalar> predict(Input const& input) const {
        using buffers_type = workspace<Net, void, Scalar>;
        static_assert(sizeof(detail::reject<detail::stack_mistake<buffers_type::bytes>>));
        buffers_type buffers;
        return predict<Engine>(input, buffers);
    }
    /// The same with a `workspace<Net, void, Scalar>`.
    template<class Engine = vector_engine, class Input, class Buffers>
    [[nodiscard]] constexpr prediction<Net, Scalar> predict(Input const& input, Buffers&& buffers) const {
        using needed = workspace<Net, void, Scalar>;
        using given_ = std::remove_cvref_t<Buffers>;
        using mistake = detail::first_mistake_t<
            detail::input_mistake<Scalar, detail::input_shape<Net>, Input>,
            detail::unless<std::is_same_v<given_, needed>,
                           WORKSPACE_MISMATCH<needed, given_,
                                              cure::pass_a_workspace_of_the_network_alone_and_the_models_scalar>>>;
        if constexpr (std::is_void_v<mistake> && is_sound) {
            return detail::forward_pass<Net, Scalar, Engine>::run(
                elements_of<Scalar, detail::input_shape<Net>>(input), parameters_.data(), buffers.values.data());
        } else {
            static_assert(sizeof(tell<mistake>));
            return {};
        }
    }

    /// Scores and relevance under a rule set. Options, in any order: a target (`class_<3>`, an index,
    /// `difference<3, 5>`, `start_vector(v)`; else the arg-max), `keep<...>`, a workspace.
    template<class Rules = void, class Engine = vector_engine, class Input, class... Options>
    [[nodiscard]] constexpr auto explain(Input const& input, Options&&... options) const {
        using mistake = detail::first_mistake_t<
            detail::rules_mistake_t<Net, Rules>, detail::input_mistake<Scalar, detail::input_shape<Net>, Input>,
            typename detail::option_mistake<Net, Rules, Scalar, std::remove_cvref_t<Options>>::type...,
            detail::option_given_twice<std::remove_cvref_t<Options>...>>;
        if constexpr (std::is_void_v<mistake> && detail::rules_are_sound<Net, Rules>()) {
            auto const target = detail::as_target(detail::pick<detail::is_target_option>(arg_max, options...));
            auto const kept = detail::pick<detail::is_kept_option>(keep<>, options...);
            using pass_type = detail::relevance_pass<Net, Rules, Scalar, Engine, std::remove_const_t<decltype(kept)>>;
            auto const* from = elements_of<Scalar, detail::input_shape<Net>>(input);
            if constexpr ((... || detail::is_workspace<std::remove_cvref_t<Options>>)) {
                return pass_type::run(from, parameters_.data(), has_positive_bias_,
                                      detail::pick<detail::is_workspace_option>(keep<>, options...).values.data(),
                                      target);
            } else {
                using buffers_type = workspace<Net, Rules, Scalar>;
                using answer = typename pass_type::answer;
                static_assert(sizeof(detail::reject<detail::stack_mistake<buffers_type::bytes + sizeof(answer)>>));
                buffers_type buffers;
                return pass_type::run(from, parameters_.data(), has_positive_bias_, buffers.values.data(), target);
            }
        } else {
            static_assert(sizeof(tell<mistake>));
            return detail::mistaken_explanation<Net, Scalar>{};
        }
    }

    /// For each layer, whether a bias is positive: what `certainty::if_biases_are_non_positive` waits for.
    [[nodiscard]] constexpr std::array<bool, Net::depth> const& has_positive_bias() const {
        return has_positive_bias_;
    }

    /// The packed parameters.
    [[nodiscard]] constexpr Scalar const* packed() const { return parameters_.data(); }

    /// The layers that have parameters, as a `hana::tuple` of `layer_parameters<node>` to walk.
    [[nodiscard]] static constexpr auto parameters() {
        return []<class... Nodes>(meta::list<Nodes...>) {
            return boost::hana::tuple<layer_parameters<Nodes>...>{};
        }(parameter_nodes<Net>{});
    }

private:
    static constexpr bool is_sound = detail::is_sound_network<Net>();
    /// A network with a mistake has told it already.
    template<class Mistake>
    using tell = detail::reject<std::conditional_t<is_sound, Mistake, void>>;

    Storage parameters_;
    std::array<bool, Net::depth> has_positive_bias_{};
};

}  // namespace constexplain
