#pragma once
/// One step of a relevance pass through an activation or a softmax that does not simply pass relevance on.
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
        if constexpr (std::is_base_of_v<kind::normalisation, layer_type>)
            softmax_gradient(at);
        else
            kernels::for_each_element<Engine, T, count>([&](auto const& load, auto const& store) {
                store(one(load(at.input), load(at.output), load(at.relevance)), at.result);
            });
        return kernels::sum<Engine, T, count>(at.relevance) - kernels::sum<Engine, T, count>(at.result);
    }

private:
    template<class V>
    static constexpr V one(V x, V y, V r) {
        if constexpr (std::is_base_of_v<deconvolve, rule_type>)
            return kernels::positive_part(r);
        else if constexpr (std::is_base_of_v<guided, rule_type>)
            return kernels::function<layer_type>::derivative(x, y) * kernels::positive_part(r);
        else
            return kernels::function<layer_type>::derivative(x, y) * r;
    }

    /// R_i = y_i (R_i - sum_k y_k R_k), over the vector or over each pixel's channels; where the outputs are
    /// logarithms, R_i - exp(y_i) sum_k R_k.
    static constexpr void softmax_gradient(step_data<T> const& at) {
        constexpr bool is_logarithm = std::is_base_of_v<log_softmax, layer_type>;
        constexpr size_t run_length = node_type::in.extents.rank == 1 ? count : node_type::in.extents.channels();
        for (size_t from = 0; from < count; from += run_length) {
            T mean = T(0);
            for (size_t k = from; k < from + run_length; ++k)
                mean = mean + (is_logarithm ? at.relevance[k] : at.output[k] * at.relevance[k]);
            for (size_t k = from; k < from + run_length; ++k)
                at.result[k] = is_logarithm ? at.relevance[k] - kernels::exp(at.output[k]) * mean
                                            : at.output[k] * (at.relevance[k] - mean);
        }
    }
};

}  // namespace constexplain::detail
