#pragma once
/// Elementary functions of a double in constant expressions, where the standard's are not.
///
/// The same code when a program is compiled and when it runs, so that both give the same bits. NaN gives NaN. Errors,
/// measured over the whole range in tests (kernel/math.cpp, kernel/activations_more.cpp): exp 1.2 ulp, tanh 2.2,
/// sigmoid 2.3, log 1.9, softplus 2.6, normal_cdf 5.2, normal_bell 2.0.
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

namespace constexplain::elementary {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

constexpr double power_of_two(int n) { return std::bit_cast<double>(static_cast<std::uint64_t>(n + 1023) << 52U); }

/// The sum of coefficients[k] x^k, for scalars and vectors.
template<class V, class Scalar, std::size_t N>
constexpr V polynomial(V const& x, std::array<Scalar, N> const& coefficients) {
    V sum(coefficients[N - 1]);
    [&]<std::size_t... K>(std::index_sequence<K...>) {
        ((sum = sum * x + V(coefficients[N - 2 - K])), ...);
    }(std::make_index_sequence<N - 1>{});
    return sum;
}

constexpr double exp(double x) {
    if (!(x == x)) return x;
    if (x > 709.79) return infinity;
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

constexpr double tanh(double x) {
    double const size = x < 0 ? -x : x;
    if (size < 0.3) {
        // Lambert's continued fraction: exact to rounding here, and no cancellation near 0.
        double const square = x * x;
        double tail = 15;
        for (int k = 13; k > 0; k -= 2) tail = k + square / tail;
        return x / tail;
    }
    if (size > 20) return x < 0 ? -1 : 1;
    double const e = exp(2 * size);
    double const value = 1 - 2 / (e + 1);
    return x < 0 ? -value : value;
}

/// 1 / (1 + exp(-x)).
constexpr double sigmoid(double x) {
    // Never the exponential of a large positive number.
    if (x >= 0) return 1 / (1 + exp(-x));
    double const e = exp(x);
    return e / (1 + e);
}

/// (atanh(s) / s - 1) / s^2 in powers of s^2 for |s| <= 1/3: Chebyshev series, cut below 2^-62 of the whole; in float
/// 2^-31.
template<class Scalar>
inline constexpr std::array<double, 11> atanh_series{
    0.333333333333333334,  0.199999999999997557,  0.142857142858017066,  0.11111111098926833,
    0.090909099602204528,  0.0769227160383228919, 0.0666759707695605048, 0.0586704108743582094,
    0.0542334358310027233, 0.0374287196107068911, 0.0782105668740334497};
template<>
inline constexpr std::array<float, 5> atanh_series<float>{0.3333333367F, 0.1999985068F, 0.1429629171F, 0.108516575F,
                                                          0.1161952527F};

/// log((1 + s) / (1 - s)) for |s| <= 1/3. V is a Scalar or a vector of them.
template<class Scalar, class V>
constexpr V log_ratio(V const& s) {
    V const square = s * s, twice = s + s;
    return twice + twice * (square * polynomial(square, atanh_series<Scalar>));
}
/// log(1 + e) for e in [0, 1].
template<class Scalar, class V>
constexpr V log_one_plus(V const& e) {
    return log_ratio<Scalar>(V(e / (V(Scalar(2)) + e)));
}

/// Correctly rounded at run time.
constexpr double square_root(double v) {
    if (!std::is_constant_evaluated()) return std::sqrt(v);
    if (!(v > 0) || v == infinity) return v == 0 || v > 0 ? v : std::numeric_limits<double>::quiet_NaN();
    double root = v < 1 ? 1 : v;
    for (double next = (root + v / root) / 2; next < root; next = (root + v / root) / 2) root = next;
    return root;
}

constexpr double log(double x) {
    if (!(x > 0)) return x == 0 ? -infinity : std::numeric_limits<double>::quiet_NaN();
    if (x == infinity) return x;
    int exponent = 0;
    if (x < std::numeric_limits<double>::min()) {
        x *= 0x1p54;
        exponent = -54;
    }
    // x = m 2^n with m from sqrt(1/2) to sqrt(2).
    auto const bits = std::bit_cast<std::int64_t>(x);
    auto const n = (bits - std::bit_cast<std::int64_t>(0.70710678118654757)) >> 52;
    double const m = std::bit_cast<double>(bits - (n << 52));
    exponent += static_cast<int>(n);
    return exponent * 6.93147180369123816490e-01 +
           (exponent * 1.90821492927058770002e-10 + log_ratio<double>((m - 1) / (m + 1)));
}

/// log(1 + exp(x)).
constexpr double softplus(double x) { return (x > 0 ? x : 0) + log_one_plus<double>(exp(x > 0 ? -x : x)); }

/// What normal_tail needs to know of a scalar.
template<class Scalar>
struct normal_tail_table {
    /// Beyond it the result is 0.
    static constexpr double end = 40;
    /// Added and taken off again, it rounds numbers up to `end` to half of their digits.
    static constexpr double splitter = 0x1.8p32;
    /// (z + 4) exp(z^2 / 2) Phi(-z) in powers of (4 - 1.2 z) / (z + 4), which runs from -1 at 40 to 1 at 0: Chebyshev
    /// series, cut below 2^-58 of the result; in float for z up to 15, 2^-30.
    static constexpr std::array<double, 24> series{
        0.81389225072625359,     0.620994286850124467,     0.364508053946765153,     0.157063318400432354,
        0.0432692440213247914,   0.00333231543288408867,   -0.00252442461583720787,  -0.000752310495097362045,
        0.000148081420686313068, 9.06645809242675652e-05,  -1.36677653043878843e-05, -1.07972234301832639e-05,
        2.20787399207092774e-06, 1.26504609043018779e-06,  -4.45650724909708436e-07, -1.21223226412052261e-07,
        8.69938791956447954e-08, 2.46812640864238e-09,     -1.44820744512669052e-08, 2.65692461894654525e-09,
        1.79627516325710429e-09, -7.13618470698083016e-10, -1.22606501409333381e-10, 7.7236974682126157e-11};
};
template<>
struct normal_tail_table<float> {
    static constexpr double end = 15;
    static constexpr double splitter = 0x1.8p15;
    static constexpr std::array<float, 11> series{
        0.8138922518F,    0.6209942852F,     0.3645079604F,    0.1570633954F,    0.04327049049F,   0.003331255331F,
        -0.002530220424F, -0.0007466268314F, 0.0001587926705F, 7.782666163e-05F, -1.940994393e-05F};
};

/// exp(-z^2 / 2) for 0 <= z <= normal_tail_table::end, with `exponential` as exp.
template<class Scalar, class V, class Exp>
constexpr V normal_bell(V const& z, Exp const& exponential) {
    // exp would magnify the rounding of a square: that of `high` is exact, and a series does the rest. Nothing here
    // depends on whether the compiler fuses multiply and add.
    V const one(Scalar(1)), half(Scalar(0.5)), splitter(static_cast<Scalar>(normal_tail_table<Scalar>::splitter));
    V const high = (z + splitter) - splitter;
    V const rest = half * (z - high) * (z + high);
    V const quarter(Scalar(0.25)), third(static_cast<Scalar>(1 / 3.0));
    V const factor = one - rest * (one - half * rest * (one - third * rest * (one - quarter * rest)));
    return exponential(V(-half * high * high)) * factor;
}
/// Phi(-z) for the same z, to few ulp however small. `bell` is normal_bell(z).
template<class Scalar, class V>
constexpr V normal_tail(V const& z, V const& bell) {
    V const r = V(Scalar(1)) / (z + V(Scalar(4)));
    V const t = (V(Scalar(4)) - V(Scalar(1.2)) * z) * r;
    return bell * (r * polynomial(t, normal_tail_table<Scalar>::series));
}

/// exp(-x^2 / 2).
constexpr double normal_bell(double x) {
    double const size = x < 0 ? -x : x;
    return normal_bell<double>(size > 40 ? 40 : size, exp);
}
/// The standard normal distribution function Phi(x) = erfc(-x / sqrt(2)) / 2.
constexpr double normal_cdf(double x) {
    double const size = x < 0 ? -x : x, z = size > 40 ? 40 : size;
    double const tail = normal_tail<double>(z, normal_bell<double>(z, exp));
    return x > 0 ? 1 - tail : tail;
}

}  // namespace constexplain::elementary
