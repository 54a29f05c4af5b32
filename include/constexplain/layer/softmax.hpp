#pragma once
/// Softmax and its logarithm.
#include <constexplain/layer/layer.hpp>

namespace constexplain {

/// exp(x_k) / sum_m exp(x_m) over a vector's elements, or over the channels of each pixel of an image.
///
/// Explanations start before a final softmax: at the logits.
struct softmax : kind::softmax, detail::elementwise {
    static constexpr domain values(domain const&) { return domain::box(0, 1); }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "softmax"; }
};

/// x_k - log(sum_m exp(x_m)), over the same elements as softmax. Explanations start before a final one too.
struct log_softmax : kind::softmax, detail::elementwise {
    static constexpr domain values(domain const&) { return {domain{}.low, 0}; }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "log_softmax"; }
};

}  // namespace constexplain
