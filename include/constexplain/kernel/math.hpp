#pragma once
/// Elementary functions of scalars, vectors and other numbers.
///
/// The scalar forms are the same code when a program is compiled and when it runs (meta/elementary.hpp); a float is
/// the exact result, rounded. Vectors, measured at six million numbers over the whole range: exp 1.5 ulp, tanh 1.3,
/// sigmoid 2.5, softplus 2.8, normal_cdf 5.5, normal_bell 2.5; what should lie below the smallest normal number may be 0 there.
#include <constexplain/kernel/largest.hpp>
#include <constexplain/meta/elementary.hpp>
#include <constexplain/shape/image_of_domain.hpp>

namespace constexplain::kernels {

namespace detail {

/// x within [-end, end], and 0 for NaN: what xsimd's conversions to integers are defined for.
template<class V>
inline V clamped(V const& x, double end) {
    using scalar = typename V::value_type;
    V const inside = xsimd::min(V(static_cast<scalar>(end)), xsimd::max(V(static_cast<scalar>(-end)), x));
    return xsimd::select(x == x, inside, V(scalar(0)));
}
/// The result, or NaN where the argument was.
template<class V>
inline V kept_nan(V const& x, V const& result) {
    return xsimd::select(x == x, result, x);
}

/// What the normal distribution needs of a vector: |x|, cut where the result is 0.
template<class V>
inline V limited_size(V const& x) {
    return xsimd::abs(clamped(x, elementary::normal_tail_table<typename V::value_type>::end));
}
template<class V>
inline V bell(V const& z) {
    return elementary::normal_bell<typename V::value_type>(z, [](V const& v) { return xsimd::exp(v); });
}

/// A function of a number that is neither real nor a set, by its derivative: exact to first order, as of dual
/// numbers.
template<class T, class F>
constexpr T by_slope(T const& x, F const& f, T const& slope) {
    auto const here = static_cast<typename base_of<T>::type>(x);
    return T(f(here)) + slope * (x - T(here));
}
/// An increasing function of a set of numbers. A set has the members `low` and `high` and is made from both.
template<class T, class F>
constexpr T by_ends(T const& x, F const& f, domain const& range) {
    domain const image = constexplain::detail::image_of_increasing({x.low, x.high}, f, range);
    return T(image.low, image.high);
}

}  // namespace detail

/// The density of the normal distribution at 0, 1 / sqrt(2 pi).
inline constexpr double normal_peak = 0.3989422804014327;

/// A constant as a scalar, a vector or another number.
template<class V>
constexpr V constant(double value) {
    return V(static_cast<typename base_of<V>::type>(value));
}

/// exp(x).
template<class T>
constexpr T exp(T const& x) {
    if constexpr (real<T>) {
        return static_cast<T>(elementary::exp(static_cast<double>(x)));
    } else if constexpr (model_scalar<T>) {
        return number_traits<T>::exp(x);
    } else {
        // Beyond these ends the result is 0 or infinity all the same, and xsimd's integer conversion is defined.
        using scalar = typename T::value_type;
        constexpr double end = sizeof(scalar) == 4 ? 110 : 750;
        return detail::kept_nan(x, xsimd::exp(detail::clamped(x, end)));
    }
}

/// tanh(x).
template<class T>
constexpr T tanh(T const& x) {
    if constexpr (real<T>)
        return static_cast<T>(elementary::tanh(static_cast<double>(x)));
    else if constexpr (model_scalar<T>)
        return number_traits<T>::tanh(x);
    else
        return detail::kept_nan(x, xsimd::tanh(detail::clamped(x, 20)));  // 1 to rounding beyond
}

/// 1 / (1 + exp(-x)).
template<class T>
constexpr T sigmoid(T const& x) {
    if constexpr (real<T>)
        return static_cast<T>(elementary::sigmoid(static_cast<double>(x)));
    else if constexpr (model_scalar<T>)
        return number_traits<T>::sigmoid(x);
    else
        return T(1) / (T(1) + kernels::exp(T(-x)));
}

/// max(x, 0) and min(x, 0). NaN stays NaN; the derivatives of dual numbers at 0 are 0 and 1.
template<class T>
constexpr T positive_part(T const& x) {
    if constexpr (real<T>)
        return x < 0 ? T(0) : x;
    else if constexpr (model_scalar<T>)
        return larger(x, T(0));
    else
        return xsimd::max(T(0), x);  // the second operand where one is NaN
}
template<class T>
constexpr T negative_part(T const& x) {
    if constexpr (real<T>)
        return x > 0 ? T(0) : x;
    else if constexpr (model_scalar<T>)
        return -larger(T(0), T(-x));
    else
        return xsimd::min(T(0), x);
}

/// min(max(x, low), high). NaN stays NaN; the derivative of a dual number at both ends is 0.
template<class T>
constexpr T between(T const& x, double low, double high) {
    T const least = constant<T>(low), most = constant<T>(high);
    if constexpr (is_set<T>)
        return -number_traits<T>::larger(-number_traits<T>::larger(x, least), -most);
    else if constexpr (model_scalar<T>)
        return choose(x <= least, least, choose(x >= most, most, x));
    else
        return xsimd::min(most, xsimd::max(least, x));  // the second operand where one is NaN
}

/// log(x). No vectors.
template<model_scalar T>
constexpr T log(T const& x) {
    if constexpr (real<T>)
        return static_cast<T>(elementary::log(static_cast<double>(x)));
    else if constexpr (is_set<T>)
        return detail::by_ends(x, elementary::log, domain::reals());
    else
        return detail::by_slope(x, elementary::log, T(1) / x);
}

/// log(1 + exp(x)).
template<class T>
constexpr T softplus(T const& x) {
    if constexpr (real<T>)
        return static_cast<T>(elementary::softplus(static_cast<double>(x)));
    else if constexpr (is_set<T>)
        return detail::by_ends(x, elementary::softplus, domain::non_negative());
    else if constexpr (model_scalar<T>)
        return detail::by_slope(x, elementary::softplus, kernels::sigmoid(x));
    else
        return positive_part(x) + elementary::log_one_plus<typename T::value_type>(kernels::exp(T(-xsimd::abs(x))));
}

/// exp(-x^2 / 2).
template<class T>
constexpr T normal_bell(T const& x) {
    if constexpr (real<T>) {
        return static_cast<T>(elementary::normal_bell(static_cast<double>(x)));
    } else if constexpr (model_scalar<T>) {
        T const size = magnitude(x);
        return kernels::exp(T(constant<T>(-0.5) * (size * size)));
    } else {
        return detail::kept_nan(x, detail::bell(detail::limited_size(x)));
    }
}

/// The standard normal distribution function.
template<class T>
constexpr T normal_cdf(T const& x) {
    if constexpr (real<T>) {
        return static_cast<T>(elementary::normal_cdf(static_cast<double>(x)));
    } else if constexpr (is_set<T>) {
        return detail::by_ends(x, elementary::normal_cdf, domain::box(0, 1));
    } else if constexpr (model_scalar<T>) {
        return detail::by_slope(x, elementary::normal_cdf, T(constant<T>(normal_peak) * normal_bell(x)));
    } else {
        T const z = detail::limited_size(x);
        T const tail = elementary::normal_tail<typename T::value_type>(z, detail::bell(z));
        return detail::kept_nan(x, choose(x > T(0), T(T(1) - tail), tail));
    }
}

}  // namespace constexplain::kernels
