#pragma once
/// Elementary functions in constant expressions, and their vector forms.
///
/// The scalar forms are the same code when a program is compiled and when it runs, so that both give the same
/// bits. Errors, measured over the whole range in tests (kernel/math.cpp): in double exp 1.2 ulp, tanh 2.2, sigmoid
/// 2.3; a float is the exact result, rounded. Vectors: exp 1.5 ulp, tanh 1.2, sigmoid 2.3; what should lie below
/// the smallest normal number may be 0 there.
#include <constexplain/kernel/largest.hpp>

#include <bit>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace constexplain::kernels {

namespace detail {

constexpr double power_of_two(int n) { return std::bit_cast<double>(static_cast<std::uint64_t>(n + 1023) << 52U); }

constexpr double exponential(double x) {
    if (!(x == x)) return x;
    if (x > 709.79) return std::numeric_limits<double>::infinity();
    if (x < -745.2) return 0;
    // x = n ln 2 + r with |r| <= ln 2 / 2; ln 2 in two parts, so that r loses nothing (Cody and Waite).
    double const scaled = x * 1.4426950408889634074;
    int const n = static_cast<int>(scaled + (scaled < 0 ? -0.5 : 0.5));
    double const high = x - n * 6.93147180369123816490e-01;
    double const low = n * 1.90821492927058770002e-10;
    double const r = high - low;
    double sum = 1;
    for (int k = 14; k > 0; --k) sum = 1 + r * sum / k;
    int const half = n / 2;
    return sum * power_of_two(half) * power_of_two(n - half);
}

constexpr double hyperbolic_tangent(double x) {
    double const size = x < 0 ? -x : x;
    if (size < 0.3) {
        // Lambert's continued fraction: exact to rounding here, and no cancellation near 0.
        double const square = x * x;
        double tail = 15;
        for (int k = 13; k > 0; k -= 2) tail = k + square / tail;
        return x / tail;
    }
    if (size > 20) return x < 0 ? -1 : 1;
    double const e = exponential(2 * size);
    double const value = 1 - 2 / (e + 1);
    return x < 0 ? -value : value;
}

constexpr double logistic(double x) {
    // Never the exponential of a large positive number.
    if (x >= 0) return 1 / (1 + exponential(-x));
    double const e = exponential(x);
    return e / (1 + e);
}

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

}  // namespace detail

/// exp(x).
template<class T>
constexpr T exp(T const& x) {
    if constexpr (real<T>) {
        return static_cast<T>(detail::exponential(static_cast<double>(x)));
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
        return static_cast<T>(detail::hyperbolic_tangent(static_cast<double>(x)));
    else if constexpr (model_scalar<T>)
        return number_traits<T>::tanh(x);
    else
        return detail::kept_nan(x, xsimd::tanh(detail::clamped(x, 20)));  // 1 to rounding beyond
}

/// 1 / (1 + exp(-x)).
template<class T>
constexpr T sigmoid(T const& x) {
    if constexpr (real<T>)
        return static_cast<T>(detail::logistic(static_cast<double>(x)));
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

}  // namespace constexplain::kernels
