#pragma once
/// Rows of a table by their numbers. Nothing outside of the table is ever read.
#include <constexplain/kernel/number.hpp>

namespace constexplain::kernels {

/// The row whose number `x` is, or `rows` where it is none.
template<class T>
constexpr size_t row_number(T const& x, size_t rows) {
    using base = typename number_traits<T>::base;
    if constexpr (real<T>) {
        if (!(x >= T(0) && x < static_cast<T>(rows))) return rows;
        size_t const row = static_cast<size_t>(x);
        return static_cast<T>(row) == x ? row : rows;
    } else {
        size_t row = 0, end = rows;
        while (end - row > 1) {
            size_t const middle = row + (end - row) / 2;
            (certain(x >= T(static_cast<base>(middle))) ? row : end) = middle;
        }
        return certain(x == T(static_cast<base>(row))) ? row : rows;
    }
}

/// Whether every element of a lookup's input is the number of a row.
template<class Node, class T>
constexpr bool all_are_rows(T const* x) {
    for (size_t k = 0; k < Node::in.extents.count(); ++k)
        if (row_number(x[k], Node::layer_type::rows) == Node::layer_type::rows) return false;
    return true;
}

/// y = row after row; 0 for what is no row.
template<class Node, class T>
constexpr void lookup_forward(T const* x, T const* table, T* y) {
    using L = typename Node::layer_type;
    for (size_t step = 0; step < Node::in.extents.count(); ++step) {
        size_t const row = row_number(x[Node::in.order.place_of(step)], L::rows);
        for (size_t k = 0; k < L::width; ++k)
            y[step * L::width + k] = row < L::rows ? table[row * L::width + k] : T(0);
    }
}

}  // namespace constexplain::kernels
