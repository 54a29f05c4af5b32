#pragma once
/// One step of a relevance pass from the rows of a table to their numbers.
#include <constexplain/relevance/quotient.hpp>

namespace constexplain::detail {

/// R of a row's number = the sum over the row's elements. Of derivatives it is the same sum: the sensitivity of the
/// explained output to the row's elements, all moved by one amount.
template<class T, class Step>
struct lookup_step {
    using node_type = typename Step::node_type;

    static constexpr T run(step_data<T> const& at) {
        constexpr size_t width = node_type::layer_type::width;
        for (size_t step = 0; step < node_type::in.extents.count(); ++step) {
            T sum = T(0);
            for (size_t k = 0; k < width; ++k) sum = sum + at.relevance[step * width + k];
            at.result[node_type::in.order.place_of(step)] = sum;
        }
        return T(0);
    }
};

}  // namespace constexplain::detail
