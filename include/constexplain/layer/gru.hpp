#pragma once
/// Gated recurrent units.
#include <constexplain/layer/recurrent.hpp>

namespace constexplain {

/// r, u = sigmoid(W x_t + U h + b), c = tanh(W x_t + U (r h) + b), h' = u h + (1 - u) c, from h = 0 (Cho et al., EMNLP
/// 2014). With `reset_after` c = tanh(W x_t + b + r (U h + d)), and r, u have d too. From a sequence to the sequence of
/// h', or with `only_last` to the last one. Weights are stored [3 Hidden][in], recurrent weights [3 Hidden][Hidden],
/// biases b [3 Hidden] and, with `reset_after`, recurrent biases d [3 Hidden], the gates in the order r, u, c. Options:
/// `only_last`, `reversed`, `reset_after`, `hard_gates`, `without_bias`.
template<size_t Hidden, class... Options>
struct gru : detail::recurrent<Hidden, 3, Options...> {
    using base = detail::recurrent<Hidden, 3, Options...>;

    static constexpr auto parameter_arrays(shape const& in) {
        parameter_array const weight{"weight", shape{3 * Hidden, in.channels()}};
        parameter_array const recurrent{"recurrent", shape{3 * Hidden, Hidden}};
        parameter_array const bias{"bias", shape{3 * Hidden}};
        if constexpr (!base::settings.bias)
            return std::array{weight, recurrent};
        else if constexpr (base::settings.reset_after)
            return std::array{weight, recurrent, bias, parameter_array{"recurrent_bias", shape{3 * Hidden}}};
        else
            return std::array{weight, recurrent, bias};
    }
    static constexpr void write(meta::text_writer& text, shape const&) {
        base::write_as(text, base::settings.reset_after ? "gru_reset_after" : "gru");
    }
};

}  // namespace constexplain
