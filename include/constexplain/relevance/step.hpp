#pragma once
/// One layer with one rule: the step that each kind of layer takes.
#include <constexplain/relevance/activation_step.hpp>
#include <constexplain/relevance/join_step.hpp>
#include <constexplain/relevance/lookup_step.hpp>
#include <constexplain/relevance/move_step.hpp>
#include <constexplain/relevance/pool_step.hpp>
#include <constexplain/relevance/recurrent_step.hpp>

namespace constexplain::detail {

/// Whether a linear layer's step may take Winograd's form, whose rounding errors are those of a tile's largest number. Where
/// a denominator is about as small as its error, a quotient can be of any size, and the tile would share its error. It
/// cannot where nothing is divided. It cannot where relevance is in proportion to the layer's outputs either, if these are
/// the denominators, or if a stabiliser keeps the denominators from being that small.
template<class Step, class... Parts>
constexpr bool is_stable(meta::list<Parts...>) {
    constexpr bool divides = (... || (Parts::divides_by == term::denominator::sum));
    return !divides ||
           (Step::relevance_is_in_proportion && (Step::stabiliser > 0 || (... && divides_by_output<Parts>)));
}

template<class Step, class Engine>
using stable_engine = std::conditional_t<is_stable<Step>(typename Step::template parts<>{}), kernels::closely<Engine>,
                                         kernels::directly<Engine>>;

template<class T, class Step, class Engine, size_t Samples = 1>
using linear_step_of =
    linear_step<T, of_samples(Step::node_type::geometry(), Samples), stable_engine<Step, Engine>,
                typename Step::stabiliser_type,
                typename bounds_source<typename Step::node_type, typename Step::template parts<>>::type,
                typename Step::template parts<>>;

/// Sends relevance through a layer; returns what the layer absorbed.
template<class T, class Step, class Engine>
[[gnu::always_inline]] constexpr T propagate(step_data<T> const& at) {
    using L = typename Step::layer_type;
    if constexpr (linear_layer<L>)
        return linear_step_of<T, Step, Engine>::run(at);
    else if constexpr (pooling_layer<L>)
        return pool_step<T, Step, Engine>::run(at);
    else if constexpr (moving_layer<L>)
        return move_step<T, Step>::run(at);
    else if constexpr (lookup_layer<L>)
        return lookup_step<T, Step>::run(at);
    else if constexpr (recurrent_layer<L>)
        return recurrent_step<T, Step, Engine>::run(at);
    else
        return activation_step<T, Step, Engine>::run(at);
}

}  // namespace constexplain::detail
