// What operators that move nothing do to dimensions.
#include "importer/fold.hpp"
#include "importer/limits.hpp"

#include <algorithm>

namespace constexplain::importer {

extents reshaped_dims(operation& op, extents const& from, array const& shape) {
    bool const zero_is_zero = op.opset() >= 14 && op.integer("allowzero", 0) != 0;
    size_t const count = count_of(from, limits::array_elements, op.where());
    auto const& wanted = shape.integers(op.where());
    if (wanted.size() > limits::rank)
        op.refuse(failure::size_limit_exceeded, std::to_string(wanted.size()) + " dimensions",
                  "at most " + std::to_string(limits::rank));
    extents dims;
    std::optional<size_t> open;
    for (size_t k = 0; k < wanted.size(); ++k) {
        if (wanted[k] < -1 || (wanted[k] == -1 && open) || (wanted[k] == 0 && !zero_is_zero && k >= from.size()))
            op.refuse(failure::malformed_model, "the dimension " + std::to_string(wanted[k]),
                      "numbers, and -1 at most once");
        if (wanted[k] == -1) open = k;
        dims.push_back(wanted[k] == -1                   ? 1
                       : wanted[k] == 0 && !zero_is_zero ? from[k]
                                                         : static_cast<size_t>(wanted[k]));
    }
    size_t const known = count_of(dims, limits::array_elements, op.where());
    if (open && known != 0) dims[*open] = count / known;
    if (count_of(dims, limits::array_elements, op.where()) != count)
        op.refuse(failure::shape_mismatch, "the shape " + to_text(dims) + " for " + to_text(from),
                  "a shape of as many elements", "if the batch is fixed in it, export with batch 1");
    return dims;
}

extents squeezed_dims(operation& op, extents const& from) {
    auto const axes = op.axes(1, 13);
    std::vector<bool> gone(from.size(), false);
    if (!axes)
        for (size_t k = 0; k < from.size(); ++k) gone[k] = from[k] == 1;
    else
        for (auto const axis : *axes) gone[op.axis_in(axis, from.size())] = true;
    extents dims;
    for (size_t k = 0; k < from.size(); ++k) {
        if (!gone[k]) dims.push_back(from[k]);
        if (gone[k] && from[k] != 1)
            op.refuse(failure::shape_mismatch, "axis " + std::to_string(k) + " of " + to_text(from),
                      "an axis of 1 element");
    }
    return dims;
}

extents unsqueezed_dims(operation& op, extents const& from) {
    auto const axes = op.axes(1, 13);
    if (!axes) op.refuse(failure::malformed_model, "no axes", "the axes to insert");
    size_t const rank = from.size() + axes->size();
    if (rank > limits::rank)
        op.refuse(failure::size_limit_exceeded, std::to_string(rank) + " dimensions",
                  "at most " + std::to_string(limits::rank));
    std::vector<bool> is_new(rank, false);
    for (auto const axis : *axes) {
        size_t const at = op.axis_in(axis, rank);
        if (is_new[at])
            op.refuse(failure::malformed_model, "axis " + std::to_string(axis) + " twice", "each axis once");
        is_new[at] = true;
    }
    extents dims;
    for (size_t k = 0, next = 0; k < rank; ++k) dims.push_back(is_new[k] ? 1 : from[next++]);
    return dims;
}

extents flattened_dims(operation& op, extents const& from) {
    auto const axis = op.integer("axis", 1);
    auto const rank = static_cast<std::int64_t>(from.size());
    if (axis < -rank || axis > rank)
        op.refuse(failure::malformed_model, "axis " + std::to_string(axis), "an axis of " + to_text(from));
    extents dims{1, 1};
    for (size_t k = 0; k < from.size(); ++k)
        dims[static_cast<std::int64_t>(k) < (axis < 0 ? axis + rank : axis) ? 0 : 1] *= from[k];
    return dims;
}

std::vector<size_t> transposed_order(operation& op, size_t rank) {
    std::vector<std::int64_t> reversed(rank);
    for (size_t k = 0; k < rank; ++k) reversed[k] = static_cast<std::int64_t>(rank - 1 - k);
    auto const wanted = op.integers("perm", reversed);
    std::vector<bool> seen(rank, false);
    std::vector<size_t> order;
    for (auto const axis : wanted) order.push_back(op.axis_in(axis, rank));
    for (size_t const axis : order) seen[axis] = true;
    if (order.size() != rank || std::find(seen.begin(), seen.end(), false) != seen.end())
        op.refuse(failure::malformed_model, "an order of " + std::to_string(order.size()) + " axes",
                  "each of " + std::to_string(rank) + " axes once");
    return order;
}

extents broadcast_dims(operation const& op, extents const& a, extents const& b) {
    extents dims(std::max(a.size(), b.size()), 1);
    for (size_t k = 1; k <= dims.size(); ++k) {
        size_t const left = k <= a.size() ? a[a.size() - k] : 1, right = k <= b.size() ? b[b.size() - k] : 1;
        if (left != right && left != 1 && right != 1)
            op.refuse(failure::shape_mismatch, to_text(a) + " and " + to_text(b), "dimensions that are equal or 1");
        dims[dims.size() - k] = left == 1 ? right : left;
    }
    return dims;
}

}  // namespace constexplain::importer
