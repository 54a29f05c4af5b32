#pragma once
/// How ONNX counts the elements of a layer's output: reshaping and transposing move nothing, they only count otherwise.
#include "importer/array.hpp"

#include <optional>

namespace constexplain::importer {

/// So many elements, each so far from the one before it in the layer's row-major order.
struct run {
    size_t extent, stride;
    friend bool operator==(run const&, run const&) = default;
};

/// ONNX's dimensions over a layer's elements.
class view {
public:
    view() = default;
    /// Elements in the layer's own order.
    explicit view(extents dims);

    [[nodiscard]] extents const& dims() const { return dims_; }
    [[nodiscard]] size_t count() const { return count_; }
    /// Whether ONNX's row-major order is the layer's.
    [[nodiscard]] bool is_natural() const;
    /// The runs of each dimension, outermost first; none where a dimension does not fall into whole runs.
    [[nodiscard]] std::optional<std::vector<std::vector<run>>> by_axis() const;

    /// The same elements with other dimensions of the same count.
    [[nodiscard]] view reshaped(extents dims) const;
    /// The dimensions in another order; none where `by_axis` has none.
    [[nodiscard]] std::optional<view> transposed(std::vector<size_t> const& order) const;
    /// The layer's index of each element, in ONNX's order.
    [[nodiscard]] std::vector<size_t> places() const;

    friend bool operator==(view const&, view const&) = default;

private:
    void merge();

    extents dims_;
    size_t count_ = 1;
    std::vector<run> runs_;  ///< outermost first, of extents above 1
};

}  // namespace constexplain::importer
