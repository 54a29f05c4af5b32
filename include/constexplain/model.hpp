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
struct is_target_option {
    template<class T>
    static constexpr bool value = explanation_target<T> || std::integral<T>;
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
    if constexpr (std::integral<T>)
        return class_index(option < 0 ? no_class : static_cast<size_t>(option));
    else
        return option;
}

/// Names the facts; see `reject_shape`.
template<size_t Class, size_t Classes>
struct reject_class {
    static_assert(sizeof(
        CLASS_OUT_OF_RANGE<std::integral_constant<size_t, Class>, std::integral_constant<size_t, Classes>,
                           cure::count_classes_from_0>));
};

}  // namespace detail

/// A network bound to its parameters. `Scalar` is float or double. Nothing in it changes after binding, so any
/// number of threads may use one `model const`; each brings its own workspace or uses its stack.
template<static_network Net, class Scalar = float,
         class Storage = owned_parameters<Scalar, parameter_layout<Net, Scalar>::total>>
class model {
public:
    using network_type = Net;
    using scalar_type = Scalar;
    using layout = parameter_layout<Net, Scalar>;

    /// The bytes of the packed parameters, padding for this program's instruction set included.
    static constexpr size_t parameter_bytes = sizeof(Scalar) * layout::total;

    /// Takes packed parameters; `bind` and `load` make them.
    constexpr explicit model(Storage&& packed) : parameters_(std::move(packed)) {}

    /// The network's scores for an input of its exact shape and scalar type: a `tensor`, an `std::array`, a span
    /// of static extent, an `xt::xtensor_fixed`. Without a workspace the buffers are on the stack.
    template<class Engine = vector_engine, class Input>
    [[nodiscard]] constexpr prediction<Net, Scalar> predict(Input const& input) const {
        using buffers_type = workspace<Net, void, Scalar>;
        detail::require_stack<buffers_type::bytes>();
        buffers_type buffers;
        return predict<Engine>(input, buffers);
    }
    template<class Engine = vector_engine, class Input>
    [[nodiscard]] constexpr prediction<Net, Scalar> predict(Input const& input,
                                                            workspace<Net, void, Scalar>& buffers) const {
        return detail::forward_pass<Net, Scalar, Engine>::run(elements_of<Scalar, detail::input_shape<Net>>(input),
                                                              parameters_.data(), buffers.values.data());
    }

    /// Scores and relevance under a rule set. Options, in any order: a target (`class_<3>`, an index,
    /// `difference<3, 5>`, `start_vector(v)`; else the arg-max), `keep<...>`, a workspace.
    template<rule_set Rules, class Engine = vector_engine, class Input, class... Options>
    [[nodiscard]] constexpr auto explain(Input const& input, Options&&... options) const {
        static_assert(sizeof(detail::reject_rules<typename detail::objection_search<Net, Rules>::type>) > 0);
        static_assert((... && (explanation_target<std::remove_cvref_t<Options>> ||
                               std::integral<std::remove_cvref_t<Options>> ||
                               detail::is_kept<std::remove_cvref_t<Options>> ||
                               std::is_same_v<std::remove_cvref_t<Options>, workspace<Net, Rules, Scalar>>)),
                      "explain: its options are a target, keep<...> and a workspace<network, rules, scalar>");
        auto const target = detail::as_target(detail::pick<detail::is_target_option>(arg_max, options...));
        auto const kept = detail::pick<detail::is_kept_option>(keep<>, options...);
        constexpr size_t classes = Net::shapes[Net::logits].count();
        if constexpr (decltype(target)::least_classes > classes)
            static_assert(sizeof(detail::reject_class<decltype(target)::least_classes - 1, classes>) > 0);
        using pass_type = detail::relevance_pass<Net, Rules, Scalar, Engine, std::remove_const_t<decltype(kept)>>;
        auto const* from = elements_of<Scalar, detail::input_shape<Net>>(input);
        using buffers_type = workspace<Net, Rules, Scalar>;
        if constexpr ((... || detail::is_workspace<std::remove_cvref_t<Options>>)) {
            return pass_type::run(from, parameters_.data(),
                             detail::pick<detail::is_workspace_option>(keep<>, options...).values.data(), target);
        } else {
            detail::require_stack<buffers_type::bytes>();
            buffers_type buffers;
            return pass_type::run(from, parameters_.data(), buffers.values.data(), target);
        }
    }

    /// The packed parameters.
    [[nodiscard]] constexpr Scalar const* packed() const { return parameters_.data(); }

    /// The layers that have parameters, as a `hana::tuple` of `layer_parameters<node>` to walk.
    [[nodiscard]] static constexpr auto parameters() {
        return []<class... Nodes>(meta::list<Nodes...>) {
            return boost::hana::tuple<layer_parameters<Nodes>...>{};
        }(linear_nodes<Net>{});
    }

private:
    Storage parameters_;
};

}  // namespace constexplain
