#pragma once
/// Rows of a table by their numbers. Nothing outside of the table is ever read.
#include <constexplain/kernel/number.hpp>

#include <limits>

namespace constexplain::kernels {

/// Calls `f(row)` for the row whose number `x` is, if it is one; of a set for each row whose number it holds.
template<class T, class F>
constexpr void for_each_row(T const& x, size_t rows, F&& f) {
    using base = typename number_traits<T>::base;
    if constexpr (real<T>) {
        if (!(x >= T(0) && x < static_cast<T>(rows))) return;
        size_t const row = static_cast<size_t>(x);
        if (static_cast<T>(row) == x) f(row);
    } else {
        for (size_t row = 0; row < rows; ++row)
            if (possible(x == T(static_cast<base>(row)))) f(row);
    }
}

/// Whether every element of a lookup's input is the number of a row; of sets, whether they hold such numbers and none
/// below or above them.
template<class Node, class T>
constexpr bool all_are_rows(T const* x) {
    using base = typename number_traits<T>::base;
    constexpr size_t rows = Node::layer_type::rows;
    for (size_t k = 0; k < Node::in.extents.count(); ++k) {
        bool is_row = false;
        for_each_row(x[k], rows, [&](size_t) { is_row = true; });
        if (!is_row || !certain(x[k] >= T(0)) || !certain(x[k] <= T(static_cast<base>(rows - 1)))) return false;
    }
    return true;
}

/// y = row after row; NaN for what is no row. Of a set of numbers the hull of its rows.
template<class Node, class T>
constexpr void lookup_forward(T const* x, T const* table, T* y) {
    using L = typename Node::layer_type;
    using base = typename number_traits<T>::base;
    for (size_t step = 0; step < Node::in.extents.count(); ++step, y += L::width) {
        for (size_t k = 0; k < L::width; ++k) y[k] = T(std::numeric_limits<base>::quiet_NaN());
        [[maybe_unused]] bool is_first = true;
        for_each_row(x[Node::in.order.place_of(step)], L::rows, [&](size_t row) {
            for (size_t k = 0; k < L::width; ++k) {
                T const& here = table[row * L::width + k];
                if constexpr (is_set<T>)
                    y[k] = is_first ? here : number_traits<T>::hull(y[k], here);
                else
                    y[k] = here;
            }
            is_first = false;
        });
    }
}

}  // namespace constexplain::kernels
