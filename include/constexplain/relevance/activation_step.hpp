#pragma once
/// One step of a relevance pass through an activation or a normalisation that does not simply pass relevance on.
#include <constexplain/kernel/normalisation.hpp>
#include <constexplain/relevance/linear_step.hpp>
#include <constexplain/rule/backpropagate.hpp>

namespace constexplain::detail {

template<class T, class Step, class Engine>
struct activation_step {
    using node_type = typename Step::node_type;
    using layer_type = typename Step::layer_type;
    using rule_type = typename Step::rule_type;
    static constexpr size_t count = node_type::in.extents.count();
    static_assert(std::is_base_of_v<gradient_rule, rule_type>, "activations pass or follow the derivative");

    static constexpr T run(step_data<T> const& at) {
        if constexpr (normalisation_layer<layer_type>) {
            kernels::normalisation_gradient<node_type>(at.input, at.output, at.packed, at.relevance, at.result);
        } else if constexpr (std::is_same_v<prelu, layer_type>) {
            constexpr size_t run_length = node_type::in.extents.run_length();
            for (size_t from = 0; from < count; from += run_length)
                kernels::for_each_element<Engine, T, run_length>([&](auto const& load, auto const& store) {
                    store(one(load(at.input + from), load(at.packed), load(at.relevance + from)), at.result + from);
                });
        } else {
            kernels::for_each_element<Engine, T, count>([&](auto const& load, auto const& store) {
                store(one(load(at.input), load(at.output), load(at.relevance)), at.result);
            });
        }
        return kernels::sum<Engine, T, count>(at.relevance) - kernels::sum<Engine, T, count>(at.result);
    }

private:
    /// `y` is what the derivative is computed from beside x: the output, or a prelu's slope.
    template<class V>
    static constexpr V one(V x, V y, V r) {
        if constexpr (std::is_base_of_v<deconvolve, rule_type>)
            return kernels::positive_part(r);
        else if constexpr (std::is_base_of_v<guided, rule_type>)
            return kernels::function<layer_type>::derivative(x, y) * kernels::positive_part(r);
        else
            return kernels::function<layer_type>::derivative(x, y) * r;
    }
};

}  // namespace constexplain::detail
