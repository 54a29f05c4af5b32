#pragma once
/// Dual numbers as a model's scalar: `model<lenet, dual>` gives the derivatives of scores and relevance along a
/// direction of the input. At a kink, as of a rectifier at 0, it is one side's.
#include <constexplain/kernel/math.hpp>
#include <constexplain/kernel/reduce.hpp>
#include <constexplain/tensor/tensor.hpp>

#include <boost/math/differentiation/autodiff.hpp>

namespace constexplain {

/// A value and its derivative: `x.derivative(0)` and `x.derivative(1)`.
using dual = boost::math::differentiation::autodiff_fvar<double, 1>;

template<>
struct number_traits<dual> {
    using base = double;
    static constexpr bool is_set = false;

    static bool is_finite(dual const& x) { return kernels::all_finite(&x[0], 1) && kernels::all_finite(&x[1], 1); }
    static dual exp(dual const& x) {
        double const y = kernels::exp(x[0]);
        return chain(x, y, y);
    }
    static dual tanh(dual const& x) {
        double const y = kernels::tanh(x[0]);
        return chain(x, y, 1 - y * y);
    }
    static dual sigmoid(dual const& x) {
        double const y = kernels::sigmoid(x[0]);
        return chain(x, y, y * (1 - y));
    }

private:
    static dual chain(dual const& x, double value, double slope) {
        return x.apply_derivatives(1, [=](size_t order) { return order == 0 ? value : slope; });
    }
};

/// The point x and the direction u as one input: x + t u, to be derived by t.
template<class T, size_t... Extents>
[[nodiscard]] tensor<dual, Extents...> along(tensor<T, Extents...> const& x, tensor<T, Extents...> const& u) {
    tensor<dual, Extents...> both;
    for (size_t k = 0; k < both.size(); ++k)
        both[k] = static_cast<double>(x[k]) + static_cast<double>(u[k]) * dual(0.0, true);
    return both;
}

}  // namespace constexplain
