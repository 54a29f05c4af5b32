#pragma once
/// A network with its parameters: `predict` and `explain`.
#include <constexplain/answer.hpp>
#include <constexplain/batch.hpp>
#include <constexplain/parameters/storage.hpp>

#include <boost/hana/tuple.hpp>

namespace constexplain {

namespace detail {

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
            return predicted<Engine>(elements_of<Scalar, detail::input_shape<Net>>(input), buffers.values.data());
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
            using kept = std::remove_cvref_t<decltype(detail::pick<detail::is_kept_option>(keep<>, options...))>;
            using pass_type = detail::relevance_pass<Net, Rules, Scalar, Engine, kept>;
            auto const* from = elements_of<Scalar, detail::input_shape<Net>>(input);
            if constexpr ((... || detail::is_workspace<std::remove_cvref_t<Options>>)) {
                auto& buffers = detail::pick<detail::is_workspace_option>(keep<>, options...);
                return explained<pass_type>(from, target, buffers.values.data());
            } else {
                using buffers_type = workspace<Net, Rules, Scalar>;
                using answer = typename pass_type::answer;
                static_assert(sizeof(detail::reject<detail::stack_mistake<buffers_type::bytes + sizeof(answer)>>));
                buffers_type buffers;
                return explained<pass_type>(from, target, buffers.values.data());
            }
        } else {
            static_assert(sizeof(tell<mistake>));
            return detail::mistaken_explanation<Net, Scalar>{};
        }
    }

    /// The scores of several samples at once, each as predict gives them but for rounding: `samples` is an array or a span
    /// of static extent of inputs, or all their elements one sample behind the other. Options, in any order: a
    /// `batch_workspace<Net, N, void, T>`, else the buffers are on the stack; an array or a span of N predictions to write
    /// to, else they are returned as an `std::array`.
    template<class Engine = vector_engine, class Samples, class... Options>
    constexpr auto predict_batch(Samples const& samples, Options&&... options) const {
        using given_ = detail::passed_batch<Scalar, detail::input_shape<Net>, Samples const>;
        using answer = prediction<Net, Scalar>;
        using call = detail::batch_call<Net, void, Scalar, answer, given_::width>;
        using mistake = detail::first_mistake_t<typename given_::mistake,
                                                typename call::template mistake<std::remove_cvref_t<Options>...>>;
        if constexpr (std::is_void_v<mistake> && is_sound) {
            return call::run(
                [&](Scalar* buffers, auto const& answers) {
                    detail::forward_pass<Net, Scalar, Engine, given_::width>::run(
                        given_::pointers(samples), parameters_.data(), buffers, answers);
                },
                options...);
        } else {
            static_assert(sizeof(tell<mistake>));
            return std::array<answer, given_::width>{};
        }
    }

    /// Scores and relevance of several samples at once, each as explain gives them but for rounding. Samples as in
    /// predict_batch. Options, in any order: a target for all, or an array or a span of static extent of class numbers, one
    /// for each sample; `keep<...>`; a `batch_workspace<Net, N, Rules, T>`; an array or a span of N explanations to write to.
    template<class Rules = void, class Engine = vector_engine, class Samples, class... Options>
    constexpr auto explain_batch(Samples const& samples, Options&&... options) const {
        using given_ = detail::passed_batch<Scalar, detail::input_shape<Net>, Samples const>;
        using kept = std::remove_cvref_t<decltype(detail::pick<detail::is_kept_option>(keep<>, options...))>;
        using answer = explanation<Net, Scalar, kept>;
        using call = detail::batch_call<Net, Rules, Scalar, answer, given_::width>;
        using mistake = detail::first_mistake_t<detail::rules_mistake_t<Net, Rules>, typename given_::mistake,
                                                typename call::template mistake<std::remove_cvref_t<Options>...>>;
        if constexpr (std::is_void_v<mistake> && detail::rules_are_sound<Net, Rules>()) {
            auto const targets =
                detail::as_targets(detail::pick<detail::is_batch_target_option>(arg_max, options...));
            return call::run(
                [&](Scalar* buffers, auto const& answers) {
                    detail::relevance_pass<Net, Rules, Scalar, Engine, kept, given_::width>::run(
                        given_::pointers(samples), parameters_.data(), has_positive_bias_, buffers, targets, answers);
                },
                options...);
        } else {
            static_assert(sizeof(tell<mistake>));
            return std::array<detail::mistaken_explanation<Net, Scalar>, given_::width>{};
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

    // Answers are variables of the whole function here: g++ 12 builds only those where the caller wants them.
    template<class Engine>
    constexpr prediction<Net, Scalar> predicted(Scalar const* input, Scalar* buffers) const {
        prediction<Net, Scalar> result;
        detail::forward_pass<Net, Scalar, Engine>::run({input}, parameters_.data(), buffers, {&result});
        return result;
    }
    template<class Pass, class Target>
    constexpr typename Pass::answer explained(Scalar const* input, Target const& target, Scalar* buffers) const {
        typename Pass::answer result{detail::written_later{}};
        Pass::run({input}, parameters_.data(), has_positive_bias_, buffers, detail::same_target<Target>{target},
                  {&result});
        return result;
    }

    Storage parameters_;
    std::array<bool, Net::depth> has_positive_bias_{};
};

}  // namespace constexplain
