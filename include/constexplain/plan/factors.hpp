#pragma once
/// Where the forward pass of an explanation makes the quotients of the relevance pass, but for a factor.
///
/// The linear layer above sends to neuron j, whose activation a_j it reads, R_j = a_j s_j, where s_j is a sum of weights and
/// quotients. The layer below makes of that its quotient R_j / stab(z_j). With f_j = a_j / stab(z_j) in place of a_j, what the layer
/// above sends is the quotient itself: only f_j is kept, in place of z_j, and a_j until the layer above has read it.
///
/// That pays for clips, behind which both z_j and a_j would be kept: less memory is written and read (MobileNet, 594 to 547 us).
/// Behind a relu, whose sums need not be kept, it saves nothing: the division is then done where more depends on it (of 16-32-32-5
/// 113 to 133 ns).
#include <constexplain/plan/fusion.hpp>
#include <constexplain/shape/transposed.hpp>

namespace constexplain::detail {

/// Whether a step is R_i = x_i sum_j w_ij R_j / stab(z_j), and what it absorbs a sum over the quotients of each channel.
template<class Step>
constexpr bool sends_shares_of_outputs() {
    if constexpr (linear_layer<typename Step::layer_type>) {
        if constexpr (Step::part_count == 1) {
            using part = meta::element<0, typename Step::template parts<>>;
            return divides_by_output<part> && is_absorbed_by_channel<part>(Step::stabiliser);
        }
    }
    return false;
}

/// Whether linear layer `Index` can keep factors, with vectors of `Lanes` scalars: where a linear layer alone reads the clip behind
/// it, and its quotients lie as its outputs do.
template<class Net, class Rules, size_t Index, size_t Lanes>
constexpr bool can_keep_factors() {
    constexpr size_t clip = Net::execution::fused_behind(Index);
    if constexpr (keeps_rectified<Net, Rules, Index>()) {
        if constexpr (!replaces_sums<Net, Rules, clip>() && Net::wires.readers[clip + 1] == 1) {
            constexpr auto geometry = node<Net, Index>::geometry();
            constexpr size_t reader = Net::wires.reader(clip + 1);
            return sends_shares_of_outputs<step<Net, Rules, Index>>() &&
                   sends_shares_of_outputs<step<Net, Rules, reader>>() &&
                   quotients_of(geometry, Lanes).is_plain(geometry);
        }
    }
    return false;
}

}  // namespace constexplain::detail
