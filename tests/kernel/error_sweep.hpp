// The largest error of a function of one variable over all magnitudes, in units of the last place.
#pragma once

#include "support/catch.hpp"
#include "support/sanitized.hpp"

#include <constexplain/tensor/simd.hpp>

#include <bit>
#include <cmath>
#include <cstdint>

namespace error_sweep {

namespace ce = constexplain;

template<class T>
inline constexpr T infinity = std::numeric_limits<T>::infinity();
template<class T>
inline constexpr T not_a_number = std::numeric_limits<T>::quiet_NaN();

/// The distance in units of the last place of the expected value.
template<class T>
double ulps(T found, long double expected) {
    if (std::isnan(expected)) return std::isnan(found) ? 0 : HUGE_VAL;
    auto const nearest = static_cast<T>(expected);
    if (found == nearest) return 0;
    if (!std::isfinite(nearest) || !std::isfinite(found)) return HUGE_VAL;
    T const size = std::abs(nearest);
    return static_cast<double>(std::abs(static_cast<long double>(found) - expected) /
                               (std::nextafter(size, infinity<T>) - size));
}

/// How many magnitudes are tried. What the sanitizers look for is the same for each.
inline constexpr int magnitudes = support::sanitized ? 1'009 : 30'011;

/// Numbers of every magnitude and both signs, denormals and infinities included, and evenly where functions bend.
template<class T, class F>
void for_each_number(F const& f) {
    using bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    constexpr bits end = std::bit_cast<bits>(infinity<T>);
    for (bits b = 0; b <= end; b += end / magnitudes)
        for (T const sign : {T(1), T(-1)}) f(sign * std::bit_cast<T>(b));
    for (int k = -magnitudes; k <= magnitudes; ++k)
        for (double const end_at : {11, 750}) f(static_cast<T>(k * end_at / magnitudes));
    f(infinity<T>);
    f(-infinity<T>);
}

struct error {
    double size = 0, at = 0;
};

/// The largest of `measure(found, expected, x)`.
template<class T, class Found, class Expected, class Measure>
error largest(Found const& found, Expected const& expected, Measure const& measure) {
    error most;
    for_each_number<T>([&](T x) {
        double const here = measure(found(x), expected(static_cast<long double>(x)), x);
        double const size = std::isnan(here) ? HUGE_VAL : here;
        if (size > most.size) most = {size, static_cast<double>(x)};
    });
    return most;
}

/// In ulps; where the exact result is below `least`, in units of `least`.
template<class T>
double ulps_or_units(T found, long double expected, T least) {
    if (!(std::abs(expected) < static_cast<long double>(least))) return ulps(found, expected);
    return static_cast<double>(std::abs(static_cast<long double>(found) - expected) /
                               static_cast<long double>(least));
}
template<class T, class Found, class Expected>
error in_ulps(Found const& found, Expected const& expected, T least) {
    return largest<T>(found, expected, [=](T y, long double exact, T) { return ulps_or_units(y, exact, least); });
}

/// A vector function at one number.
template<class T, class F>
auto in_vectors(F f) {
    return [=](T x) {
        alignas(64) std::array<T, ce::lanes<T>> all;
        f(ce::batch<T>(x)).store_aligned(all.data());
        return all[ce::lanes<T> - 1];
    };
}

}  // namespace error_sweep

#define CHECK_ERROR(most, ...)                                                                                       \
    do {                                                                                                             \
        auto const found_error = __VA_ARGS__;                                                                        \
        INFO(#__VA_ARGS__ << ": " << found_error.size << " at " << found_error.at);                                  \
        CHECK(found_error.size <= (most));                                                                           \
    } while (false)
