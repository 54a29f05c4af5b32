#pragma once
/// One step of a relevance pass through elements that moved. What zeros around an image got is lost.
#include <constexplain/kernel/move.hpp>
#include <constexplain/kernel/reduce.hpp>
#include <constexplain/relevance/quotient.hpp>

namespace constexplain::detail {

template<class T, class Step>
struct move_step {
    using node_type = typename Step::node_type;

    static constexpr T run(step_data<T> const& at) {
        kernels::for_each_moved<node_type>(
            [&](size_t below, size_t above) { at.result[below] = at.relevance[above]; });
        if constexpr (std::is_base_of_v<kind::padding, typename node_type::layer_type>)
            return lost(at.relevance);
        else
            return T(0);
    }

private:
    /// Not as a difference of sums: exactly 0 where the zeros have none.
    static constexpr T lost(T const* relevance) {
        T absorbed = T(0);
        constexpr auto around = node_type::layer_type::around;
        constexpr shape in = node_type::in.extents, out = node_type::out.extents;
        for (size_t pixel = 0; pixel < out.height() * out.width(); ++pixel) {
            size_t const y = pixel / out.width(), x = pixel % out.width();
            if (y >= around.top && y < around.top + in.height() && x >= around.left && x < around.left + in.width())
                continue;
            for (size_t c = 0; c < out.channels(); ++c) absorbed = absorbed + relevance[pixel * out.channels() + c];
        }
        return absorbed;
    }
};

}  // namespace constexplain::detail
