#pragma once
/// What an activation's kernel is: its value and its derivative.
#include <constexplain/kernel/math.hpp>

namespace constexplain::kernels {

/// `value(x)` and `derivative(x, y)` with y = value(x), for scalars, also in constant expressions, for vectors and
/// for other numbers.
template<class Layer>
struct function;

namespace detail {

/// An activation's value: of scalars as its description says, of sets by their ends, else by a formula.
template<class Layer, class V, class F>
constexpr V value_of(V const& x, F const& formula) {
    if constexpr (real<V>) {
        return static_cast<V>(Layer::at(static_cast<double>(x)));
    } else if constexpr (is_set<V>) {
        domain const image = Layer::values({x.low, x.high});
        return V(image.low, image.high);
    } else {
        return formula(x);
    }
}

/// A derivative where a formula of several x gives a set more than its range.
template<class V>
constexpr V in_range(V const& slope, double least, double most) {
    if constexpr (is_set<V>)
        return between(slope, least, most);
    else
        return slope;
}

}  // namespace detail
}  // namespace constexplain::kernels
