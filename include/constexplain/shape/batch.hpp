#pragma once
/// How a batch goes backwards through a dense layer whose weights are not kept transposed.
#include <constexplain/shape/geometry.hpp>

namespace constexplain {

/// Whether vectors run over the samples: they should fill half of one. Else they run over the outputs, as for one sample.
constexpr bool runs_over_samples(linear_geometry const& g, size_t lanes) {
    return g.samples > 1 && !keeps_transposed(g, lanes) && 2 * g.samples >= lanes;
}
/// Scalars of scratch memory for it: quotients as [output][sample].
constexpr size_t batch_scratch(linear_geometry const& g, size_t lanes) {
    return runs_over_samples(g, lanes) ? round_up_to(g.out_channels, lanes) * round_up_to(g.samples, lanes) : 0;
}

}  // namespace constexplain
