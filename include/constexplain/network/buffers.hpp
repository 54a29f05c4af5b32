#pragma once
/// Places for buffers in one workspace: those that are never needed at the same time share memory.
#include <constexplain/network/wiring.hpp>

namespace constexplain::detail {

/// A buffer of `size` scalars that is needed from step `begin` to step `end`, both included.
struct lifetime {
    size_t size = 0, begin = 0, end = 0;
    [[nodiscard]] constexpr bool overlaps(lifetime const& other) const {
        return begin <= other.end && other.begin <= end;
    }
};

template<size_t N>
struct arrangement {
    std::array<size_t, N> at{};
    size_t total = 0;
};

/// Largest first, each at the lowest place that is free for as long as it is needed (Pisarchyk and Lee, MLSys 2020
/// workshop, "greedy by size"). For a chain of layers that is its two largest neighbours.
template<size_t N>
constexpr arrangement<N> arrange(std::array<lifetime, N> const& buffers) {
    arrangement<N> result;
    std::array<size_t, N> by_place{};  // what has a place, the lowest first
    size_t placed = 0;
    std::array<bool, N> done{};
    for (size_t round = 0; round < N; ++round) {
        size_t next = N;
        for (size_t k = 0; k < N; ++k)
            if (!done[k] && (next == N || buffers[k].size > buffers[next].size)) next = k;
        done[next] = true;
        lifetime const& here = buffers[next];
        if (here.size == 0) break;
        size_t at = 0, position = placed;
        for (size_t k = 0; k < placed; ++k) {
            size_t const other = by_place[k];
            if (!buffers[other].overlaps(here)) continue;
            if (result.at[other] >= at + here.size) break;
            size_t const end = result.at[other] + buffers[other].size;
            at = at < end ? end : at;
        }
        result.at[next] = at;
        result.total = result.total < at + here.size ? at + here.size : result.total;
        while (position > 0 && result.at[by_place[position - 1]] > at) {
            by_place[position] = by_place[position - 1];
            --position;
        }
        by_place[position] = next;
        ++placed;
    }
    return result;
}

/// Boundaries whose elements lie in one buffer: each stands for itself or for an earlier one.
template<size_t Boundaries>
struct sharing {
    std::array<size_t, Boundaries> root{};
};

/// `shares[k]`: layer k changes nothing in memory, or is done where the layer before it stores.
template<class Wires, size_t Layers>
constexpr sharing<Layers + 1> share_buffers(Wires const& wires, std::array<bool, Layers> const& shares) {
    sharing<Layers + 1> result;
    for (size_t k = 0; k < Layers; ++k) result.root[k + 1] = shares[k] ? result.root[wires.source(k)] : k + 1;
    return result;
}

/// When the boundaries of a forward pass are needed: from the layer that writes one to the last that reads it.
template<class Wires, size_t Boundaries>
constexpr std::array<lifetime, Boundaries> forward_lifetimes(Wires const& wires, sharing<Boundaries> const& shared,
                                                             std::array<size_t, Boundaries> const& sizes) {
    std::array<lifetime, Boundaries> all{};
    for (size_t b = 0; b < Boundaries; ++b) {
        lifetime& life = all[shared.root[b]];
        if (shared.root[b] == b) life = {sizes[b], b == 0 ? 0 : b - 1, b == 0 ? 0 : b - 1};
    }
    for (size_t k = 0; k + 1 < Boundaries; ++k)
        for (size_t edge = wires.first_edge[k]; edge < wires.first_edge[k + 1]; ++edge) {
            lifetime& life = all[shared.root[wires.sources[edge]]];
            life.end = life.end < k ? k : life.end;
        }
    all[shared.root[Boundaries - 1]].end = Boundaries;
    return all;
}

/// When the relevance of each boundary is needed, counted from the start at the last boundary: from the last layer
/// that reads the boundary to the one that writes it.
template<class Wires, size_t Boundaries>
constexpr std::array<lifetime, Boundaries> relevance_lifetimes(Wires const& wires, sharing<Boundaries> const& shared,
                                                               std::array<size_t, Boundaries> const& sizes) {
    constexpr size_t depth = Boundaries - 1;
    std::array<lifetime, Boundaries> all{};
    for (size_t b = 0; b < Boundaries; ++b) all[shared.root[b]].begin = depth + 1;
    auto const needed = [&](size_t boundary, size_t step) {
        lifetime& life = all[shared.root[boundary]];
        life.size = life.size < sizes[boundary] ? sizes[boundary] : life.size;
        life.begin = life.begin < step ? life.begin : step;
        life.end = life.end < step ? step : life.end;
    };
    needed(depth, 0);
    for (size_t k = 0; k < depth; ++k) {
        needed(k + 1, depth - k);
        for (size_t edge = wires.first_edge[k]; edge < wires.first_edge[k + 1]; ++edge)
            needed(wires.sources[edge], depth - k);
    }
    needed(0, depth + 1);
    return all;
}

}  // namespace constexplain::detail
