#pragma once
/// What a forward pass does: which layers compute, which are done where the layer before them stores.
#include <constexplain/layer/relu.hpp>
#include <constexplain/network/buffers.hpp>

namespace constexplain::detail {

template<class Inference, class... Layers>
struct execution {
    static constexpr size_t depth = sizeof...(Layers);
    static constexpr auto const& wires = Inference::wires;

    /// Nothing moves in memory.
    static constexpr std::array<bool, depth> reorders{std::is_base_of_v<kind::reordering, Layers>...};
    /// An activation that alone reads what a linear layer writes may be done in that layer's store.
    static constexpr std::array<bool, depth> is_fused = [] {
        std::array<bool, depth> const is_linear{linear_layer<Layers>...};
        std::array<bool, depth> fused{std::is_base_of_v<done_in_store, Layers>...};
        for (size_t k = 0; k < depth; ++k) {
            size_t const from = wires.source(k);
            fused[k] = fused[k] && from > 0 && is_linear[from - 1] && wires.readers[from] == 1;
        }
        return fused;
    }();
    /// The fused activation that reads what layer `k` writes; `depth` if none does.
    static constexpr size_t fused_behind(size_t k) {
        for (size_t next = k + 1; next < depth; ++next)
            if (is_fused[next] && wires.source(next) == k + 1) return next;
        return depth;
    }
    static constexpr std::array<bool, depth> computes = [] {
        std::array<bool, depth> all{};
        for (size_t k = 0; k < depth; ++k) all[k] = !reorders[k] && !is_fused[k];
        return all;
    }();
    static constexpr sharing<depth + 1> shared = [] {
        std::array<bool, depth> shares{};
        for (size_t k = 0; k < depth; ++k) shares[k] = !computes[k];
        return share_buffers(wires, shares);
    }();

    /// The elements of each boundary, of all samples of a batch, in whole units.
    static constexpr std::array<size_t, depth + 1> sizes(size_t unit, size_t samples) {
        std::array<size_t, depth + 1> all{};
        for (size_t b = 0; b <= depth; ++b)
            all[b] = round_up_to(samples * Inference::value.at[b].extents.count(), unit);
        return all;
    }
    /// The input is read where it is, if its order in memory is the users'. Those of a batch are brought together.
    static constexpr bool reads_input(size_t samples) {
        return samples == 1 && Inference::value.at[0].order.is_users_order();
    }
    /// The last layer that computes writes the answer itself, if its order in memory is the users'.
    static constexpr bool writes_result(size_t samples) {
        return samples == 1 && Inference::value.at[depth].order.is_users_order() && shared.root[depth] != 0;
    }

    /// The buffers of predict.
    static constexpr arrangement<depth + 1> buffers(size_t unit, size_t samples = 1) {
        auto lifetimes = forward_lifetimes(wires, shared, sizes(unit, samples));
        if (reads_input(samples)) lifetimes[0].size = 0;
        if (writes_result(samples)) lifetimes[shared.root[depth]].size = 0;
        return arrange(lifetimes);
    }
    /// The activations that explain keeps: all, but of what `replaced` layers read only what they make of it.
    static constexpr arrangement<depth + 1> activations(std::array<bool, depth> const& replaced, size_t unit,
                                                        size_t samples = 1) {
        auto const needed = sizes(unit, samples);
        arrangement<depth + 1> all;
        if (!reads_input(samples)) all.total = needed[0];
        for (size_t k = 0; k < depth; ++k) {
            bool const shares = reorders[k] || replaced[k];
            all.at[k + 1] = shares ? all.at[wires.source(k)] : all.total;
            if (!shares) all.total += needed[k + 1];
        }
        return all;
    }
    /// By layer, what the activations behind `these` layers take until they have been read, where explain does not keep them.
    static constexpr arrangement<depth> transient_activations(std::array<bool, depth> const& these, size_t unit) {
        auto const needed = sizes(unit, 1);
        std::array<lifetime, depth> lifetimes{};
        for (size_t k = 0; k < depth; ++k)
            if (these[k]) lifetimes[k] = {needed[k + 1], k, wires.reader(fused_behind(k) + 1)};
        return arrange(lifetimes);
    }
    /// Where relevance stays in its buffer: at layers that pass it on, to a boundary that nothing else reads.
    static constexpr sharing<depth + 1> share_relevance(std::array<bool, depth> passes) {
        for (size_t k = 0; k < depth; ++k) passes[k] = passes[k] && wires.readers[wires.source(k)] == 1;
        return share_buffers(wires, passes);
    }
    static constexpr sharing<depth + 1> default_relevance =
        share_relevance({(activation_layer<Layers> || std::is_base_of_v<kind::reordering, Layers> ||
                          std::is_base_of_v<kind::normalisation, Layers>)...});
    /// The buffers of relevance. The answer's own holds the input's, if its order in memory is the users'.
    static constexpr arrangement<depth + 1> relevance_buffers(sharing<depth + 1> const& relevance, size_t unit,
                                                              size_t samples = 1) {
        auto lifetimes = relevance_lifetimes(wires, relevance, sizes(unit, samples));
        if (reads_input(samples)) lifetimes[relevance.root[0]].size = 0;
        return arrange(lifetimes);
    }
};

}  // namespace constexplain::detail
