#pragma once
/// Long short-term memory.
#include <constexplain/layer/recurrent.hpp>

namespace constexplain {

/// i, f, o = sigmoid(W x_t + U h + b), g = tanh(W x_t + U h + b), c' = f c + i g, h' = o tanh(c'), from h = c = 0
/// (Gers et al., Neural Computation 12(10), 2000). From a sequence to the sequence of h', or with `only_last` to the
/// last one. Weights are stored [4 Hidden][in], recurrent weights [4 Hidden][Hidden], biases [4 Hidden], the gates in
/// the order i, f, g, o. Options: `only_last`, `reversed`, `hard_gates`, `without_bias`.
template<size_t Hidden, class... Options>
struct lstm : detail::recurrent<Hidden, 4, Options...> {
    using base = detail::recurrent<Hidden, 4, Options...>;

    static constexpr problem check(shape const& in) {
        return base::settings.reset_after ? problem::foreign_option : base::check(in);
    }
    static constexpr auto parameter_arrays(shape const& in) {
        parameter_array const weight{"weight", shape{4 * Hidden, in.channels()}};
        parameter_array const recurrent{"recurrent", shape{4 * Hidden, Hidden}};
        if constexpr (base::settings.bias)
            return std::array{weight, recurrent, parameter_array{"bias", shape{4 * Hidden}}};
        else
            return std::array{weight, recurrent};
    }
    static constexpr void write(meta::text_writer& text, shape const&) { base::write_as(text, "lstm"); }
};

}  // namespace constexplain
