#pragma once
/// Where each buffer of a forward pass and of an explanation lies, settled when the program is compiled.
#include <constexplain/plan/step.hpp>

namespace constexplain {

/// Buffers of predict: two that the layers use in turn, and the input's own where its order in memory differs.
template<class Net>
struct forward_memory {
    static constexpr size_t largest = [] {
        size_t most = 0;
        for (size_t k = 0; k <= Net::depth; ++k) most = most < Net::shapes[k].count() ? Net::shapes[k].count() : most;
        return round_up_to(most, buffer_unit);
    }();
    static constexpr size_t offset(size_t turn) { return turn % 2 * largest; }
    static constexpr size_t total = 2 * largest;
};

namespace detail {
/// Scalars of quotients that a linear layer's rule needs with vectors of `Lanes` scalars.
template<class Step, size_t Lanes>
constexpr size_t quotient_count() {
    if constexpr (linear_layer<typename Step::layer_type>) {
        auto const g = Step::node_type::geometry();
        size_t const stride =
            g.is_depthwise() ? round_up_to(g.out_channels, Lanes) : g.groups * round_up_to(g.group_out(), Lanes);
        return round_up_to(g.out_pixels() * stride, buffer_unit) * Step::part_count;
    } else {
        return 0;
    }
}
}  // namespace detail

/// Buffers of explain: every boundary's activations (a flattened one is the one before), two for relevance, and
/// one for the quotients R / stab(d) of the layer at hand.
template<class Net, class Rules, size_t Lanes>
struct explain_memory {
    static constexpr auto activations = [] {
        std::array<size_t, Net::depth + 1> at{};
        size_t next = round_up_to(Net::input.count(), buffer_unit);
        meta::for_each_index<Net::depth>([&](auto index) {
            if constexpr (std::is_base_of_v<kind::reordering, typename node<Net, index>::layer_type>) {
                at[index + 1] = at[index];
            } else {
                at[index + 1] = next;
                next += round_up_to(Net::shapes[index + 1].count(), buffer_unit);
            }
        });
        return at;
    }();
    static constexpr size_t activations_end = [] {
        size_t end = 0;
        for (size_t k = 0; k <= Net::depth; ++k) {
            size_t const here = activations[k] + round_up_to(Net::shapes[k].count(), buffer_unit);
            end = end < here ? here : end;
        }
        return end;
    }();
    static constexpr size_t relevance(size_t turn) {
        return activations_end + turn % 2 * forward_memory<Net>::largest;
    }
    static constexpr size_t quotients = relevance(1) + forward_memory<Net>::largest;
    static constexpr size_t total = [] {
        size_t most = 0;
        meta::for_each_index<Net::depth>([&](auto index) {
            constexpr size_t here = detail::quotient_count<step<Net, Rules, index>, Lanes>();
            most = most < here ? here : most;
        });
        return quotients + most;
    }();
};

}  // namespace constexplain
