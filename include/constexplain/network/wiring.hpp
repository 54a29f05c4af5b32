#pragma once
/// From nested branches to layers in execution order, and which boundaries each of them reads.
#include <constexplain/layer/branch.hpp>

namespace constexplain::detail {

/// Boundary 0 is the input, boundary k + 1 the output of layer k.
template<size_t Layers, size_t Edges>
struct wiring {
    std::array<size_t, Layers + 1> first_edge{};
    std::array<size_t, Edges> sources{};
    std::array<size_t, Layers + 1> readers{};  ///< how often each boundary is read
    size_t layers = 0, edges = 0;

    /// Adds a layer that reads some boundaries; returns the boundary that it writes.
    template<size_t N>
    constexpr size_t add_layer(std::array<size_t, N> const& from) {
        for (size_t boundary : from) add_edge(boundary);
        return end_layer();
    }
    constexpr void add_edge(size_t boundary) {
        sources[edges++] = boundary;
        ++readers[boundary];
    }
    constexpr size_t end_layer() {
        first_edge[++layers] = edges;
        return layers;
    }
    /// The boundary that a layer reads, or its `which`-th one.
    [[nodiscard]] constexpr size_t source(size_t layer, size_t which = 0) const {
        return sources[first_edge[layer] + which];
    }
    /// The first layer that reads a boundary; the number of layers where none does.
    [[nodiscard]] constexpr size_t reader(size_t boundary) const {
        for (size_t layer = 0; layer < layers; ++layer)
            for (size_t edge = first_edge[layer]; edge < first_edge[layer + 1]; ++edge)
                if (sources[edge] == boundary) return layer;
        return layers;
    }
    /// Whether a layer is the last of those that read a boundary: in a relevance pass the first to write there.
    [[nodiscard]] constexpr bool is_last_reader(size_t layer, size_t boundary, size_t which = 0) const {
        for (size_t edge = first_edge[layer] + which + 1; edge < edges; ++edge)
            if (sources[edge] == boundary) return false;
        return true;
    }
};

/// A plain list of layers is not taken apart: each reads what the one before it writes.
template<bool IsNested, class... Layers>
struct graph {
    using layers = meta::list<Layers...>;
    static constexpr auto wires = [] {
        wiring<sizeof...(Layers), sizeof...(Layers)> chain;
        for (size_t k = 0; k < sizeof...(Layers); ++k) chain.add_layer(std::array{k});
        return chain;
    }();
};
template<class... Layers>
struct graph<true, Layers...> {
    using whole = written_out<branch<Layers...>>;
    using layers = typename whole::layers;
    static constexpr auto wires = [] {
        wiring<layers::size, whole::edges> branched;
        whole::connect(branched, 0);
        return branched;
    }();
};
template<class... Layers>
using graph_of = graph<(... || written_out<Layers>::is_nested), Layers...>;

}  // namespace constexplain::detail
