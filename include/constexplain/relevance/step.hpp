#pragma once
/// One layer with one rule: the step that each kind of layer takes.
#include <constexplain/plan/fusion.hpp>
#include <constexplain/plan/patches.hpp>
#include <constexplain/relevance/activation_step.hpp>
#include <constexplain/relevance/join_step.hpp>
#include <constexplain/relevance/lookup_step.hpp>
#include <constexplain/relevance/move_step.hpp>
#include <constexplain/relevance/pool_step.hpp>
#include <constexplain/relevance/recurrent_step.hpp>

namespace constexplain::detail {

template<class T, class Step, class Engine, size_t Samples = 1>
using linear_step_of =
    linear_step<T, of_samples(Step::node_type::geometry(), Samples),
                kernels::with_patches<Engine, step_patches<Step>>, typename Step::stabiliser_type,
                typename bounds_source<typename Step::node_type, typename Step::template parts<>>::type,
                typename Step::template parts<>, divides_by_no_negative<Step>(typename Step::template parts<>{})>;

/// Sends relevance through a layer; returns what the layer absorbed.
template<class T, class Step, class Engine, known_before Known = known_before::nothing>
[[gnu::always_inline]] constexpr T propagate(step_data<T> const& at) {
    using L = typename Step::layer_type;
    if constexpr (linear_layer<L>)
        return linear_step_of<T, Step, Engine>::template run<Known>(at);
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
