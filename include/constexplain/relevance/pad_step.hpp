#pragma once
/// One step of a relevance pass through zeros around an image: what they got is lost.
#include <constexplain/kernel/pad.hpp>
#include <constexplain/kernel/reduce.hpp>
#include <constexplain/relevance/quotient.hpp>

namespace constexplain::detail {

template<class T, class Step>
struct pad_step {
    using node_type = typename Step::node_type;

    static constexpr T run(step_data<T> const& at) {
        T absorbed = T(0);
        kernels::for_each_inside<node_type>(
            [&](size_t image, size_t padded) { at.result[image] = at.relevance[padded]; });
        // Not as a difference of sums: exactly 0 where the zeros have none.
        constexpr auto around = node_type::layer_type::around;
        constexpr shape in = node_type::in.extents, out = node_type::out.extents;
        for (size_t pixel = 0; pixel < out.height() * out.width(); ++pixel) {
            size_t const y = pixel / out.width(), x = pixel % out.width();
            if (y >= around.top && y < around.top + in.height() && x >= around.left && x < around.left + in.width())
                continue;
            for (size_t c = 0; c < out.channels(); ++c)
                absorbed = absorbed + at.relevance[pixel * out.channels() + c];
        }
        return absorbed;
    }
};

}  // namespace constexplain::detail
