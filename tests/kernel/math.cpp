// exp, tanh and sigmoid against std:: over their whole range, in scalars and in vectors.
#include "support/catch.hpp"

#include <constexplain/kernel/math.hpp>

#include <bit>
#include <cmath>
#include <cstring>

namespace ce = constexplain;
namespace kernels = constexplain::kernels;

namespace {

/// The distance in units of the last place of the expected value, which std:: gives in a wider type.
template<class T>
double ulps(T found, long double expected) {
    if (std::isnan(expected)) return std::isnan(found) ? 0 : HUGE_VAL;
    auto const nearest = static_cast<T>(expected);
    if (found == nearest) return 0;
    if (!std::isfinite(nearest) || !std::isfinite(found)) return HUGE_VAL;
    T const size = std::abs(nearest);
    T const unit = std::nextafter(size, std::numeric_limits<T>::infinity()) - size;
    return static_cast<double>(std::abs(static_cast<long double>(found) - expected) / unit);
}

/// Every float in steps of its bit pattern, or as many doubles, both signs, denormals and infinities included.
template<class T, class F>
void sweep(F f) {
    using bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    constexpr bits infinity = std::bit_cast<bits>(std::numeric_limits<T>::infinity());
    constexpr bits step = infinity / 400'009;
    for (bits b = 0; b <= infinity; b += step)
        for (T const sign : {T(1), T(-1)}) f(sign * std::bit_cast<T>(b));
    // The range where the functions do not saturate, evenly.
    for (int k = -200'000; k <= 200'000; ++k) f(static_cast<T>(k) * (sizeof(T) == 4 ? T(0.00055) : T(0.0038)));
    f(std::numeric_limits<T>::infinity());
    f(-std::numeric_limits<T>::infinity());
}

struct error {
    double ulps = 0;
    double at = 0;
};

template<class T, class Found, class Expected>
error worst(Found found, Expected expected, T low = -std::numeric_limits<T>::infinity(),
            T high = std::numeric_limits<T>::infinity()) {
    error most;
    sweep<T>([&](T x) {
        if (x < low || x > high) return;
        double const off = ulps<T>(found(x), expected(static_cast<long double>(x)));
        if (!(off <= most.ulps)) most = {off, static_cast<double>(x)};
    });
    return most;
}

long double exact_exp(long double x) { return std::exp(x); }
long double exact_tanh(long double x) { return std::tanh(x); }
long double exact_sigmoid(long double x) { return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x)); }

/// A vector function at one number.
template<class T, class F>
auto in_vectors(F f) {
    return [=](T x) {
        alignas(64) std::array<T, ce::lanes<T>> all;
        f(ce::batch<T>(x)).store_aligned(all.data());
        return all[ce::lanes<T> - 1];
    };
}

#define CHECK_WORST(most, ...)                                                                                       \
    do {                                                                                                             \
        auto const found = __VA_ARGS__;                                                                              \
        INFO(#__VA_ARGS__ << ": " << found.ulps << " ulp at " << found.at);                                          \
        CHECK(found.ulps <= (most));                                                                                 \
    } while (false)

}  // namespace

TEMPLATE_TEST_CASE("exp, tanh, sigmoid in scalars: every range, denormals and infinities", "[kernel]", float,
                   double) {
    using T = TestType;
    bool const is_float = sizeof(T) == 4;
    CHECK_WORST(is_float ? 0.51 : 1.25, worst<T>([](T x) { return kernels::exp(x); }, exact_exp));
    CHECK_WORST(is_float ? 0.51 : 2.5, worst<T>([](T x) { return kernels::tanh(x); }, exact_tanh));
    CHECK_WORST(is_float ? 0.51 : 2.5, worst<T>([](T x) { return kernels::sigmoid(x); }, exact_sigmoid));
}

TEST_CASE("exp, tanh, sigmoid in scalars: NaN, zeros, ends", "[kernel]") {
    double const nan = std::numeric_limits<double>::quiet_NaN(), infinity = HUGE_VAL;
    CHECK(std::isnan(kernels::exp(nan)));
    CHECK(std::isnan(kernels::tanh(nan)));
    CHECK(std::isnan(kernels::sigmoid(nan)));
    CHECK(std::isnan(kernels::positive_part(nan)));
    CHECK(std::isnan(kernels::negative_part(nan)));
    CHECK(kernels::exp(infinity) == infinity);
    CHECK(kernels::exp(-infinity) == 0);
    CHECK(kernels::exp(0.0) == 1);
    CHECK(kernels::exp(1000.0) == infinity);
    CHECK(kernels::exp(709.782712893384) < infinity);
    CHECK(kernels::exp(-745.0) > 0);
    CHECK(kernels::exp(-746.0) == 0);
    CHECK(kernels::tanh(infinity) == 1);
    CHECK(kernels::tanh(-infinity) == -1);
    CHECK(std::signbit(kernels::tanh(-0.0)));
    CHECK(kernels::tanh(5e-324) == 5e-324);
    CHECK(kernels::sigmoid(infinity) == 1);
    CHECK(kernels::sigmoid(-infinity) == 0);
    CHECK(kernels::sigmoid(0.0) == 0.5);
    static_assert(kernels::exp(1.0) > 2.7182818284590 && kernels::exp(1.0) < 2.7182818284591);
}

TEMPLATE_TEST_CASE("exp, tanh, sigmoid in vectors", "[kernel]", float, double) {
    using T = TestType;
    if constexpr (ce::lanes<T> > 1) {
        using B = ce::batch<T>;
        // Results below the smallest normal number may become 0; there the bound is the smallest normal number.
        T const least_exp = sizeof(T) == 4 ? T(-87.3) : T(-708.3);
        auto const exp = in_vectors<T>([](B v) { return kernels::exp(v); });
        auto const tanh = in_vectors<T>([](B v) { return kernels::tanh(v); });
        auto const sigmoid = in_vectors<T>([](B v) { return kernels::sigmoid(v); });
        CHECK_WORST(1.5, worst<T>(exp, exact_exp, least_exp, -least_exp));
        CHECK_WORST(1.5, worst<T>(tanh, exact_tanh));
        CHECK_WORST(2.5, worst<T>(sigmoid, exact_sigmoid, least_exp));
        sweep<T>([&](T x) {
            if (!(x < least_exp)) return;
            REQUIRE(exp(x) >= 0);
            REQUIRE(exp(x) <= 2 * std::numeric_limits<T>::min());
            REQUIRE(sigmoid(x) >= 0);
            REQUIRE(sigmoid(x) <= 2 * std::numeric_limits<T>::min());
        });
        T const nan = std::numeric_limits<T>::quiet_NaN();
        CHECK(std::isnan(exp(nan)));
        CHECK(std::isnan(tanh(nan)));
        CHECK(std::isnan(sigmoid(nan)));
        CHECK(std::isnan(in_vectors<T>([](B v) { return kernels::positive_part(v); })(nan)));
        CHECK(std::isnan(in_vectors<T>([](B v) { return kernels::negative_part(v); })(nan)));
    }
}
