#pragma once
/// Constant folding: what a model computes from its constants alone is computed when it is imported.
#include "importer/operation.hpp"

namespace constexplain::importer {

/// Computes nodes whose inputs are all constant, up to a bound on all of them together.
class constant_folder {
public:
    explicit constant_folder(model const& m);

    /// The node's output; `unsupported_operator` where it is not one of those that are computed here.
    array_ptr fold(operation& op);

private:
    void spend(operation const& op, size_t elements);

    size_t budget_;
};

/// The shape that Reshape asks for, of so many elements.
extents reshaped_dims(operation& op, extents const& from, array const& shape);
/// Without some of the dimensions of 1, or with further ones.
extents squeezed_dims(operation& op, extents const& from);
extents unsqueezed_dims(operation& op, extents const& from);
extents flattened_dims(operation& op, extents const& from);
/// Transpose's order of the dimensions.
std::vector<size_t> transposed_order(operation& op, size_t rank);
/// The dimensions of two arrays that are combined element by element.
extents broadcast_dims(operation const& op, extents const& a, extents const& b);

}  // namespace constexplain::importer
