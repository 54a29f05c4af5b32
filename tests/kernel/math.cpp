// exp, tanh and sigmoid against std:: over their whole range, in scalars and in vectors.
#include "kernel/error_sweep.hpp"

#include <constexplain/kernel/math.hpp>

#include <cmath>

namespace ce = constexplain;
namespace kernels = constexplain::kernels;
using error_sweep::in_vectors;

namespace {

/// The largest error in ulps, between `low` and `high`.
template<class T, class Found, class Expected>
error_sweep::error worst(Found const& found, Expected const& expected, T low = -error_sweep::infinity<T>,
                         T high = error_sweep::infinity<T>) {
    return error_sweep::largest<T>(found, expected, [=](T y, long double exact, T x) {
        return x < low || x > high ? 0 : error_sweep::ulps(y, exact);
    });
}

long double exact_exp(long double x) { return std::exp(x); }
long double exact_tanh(long double x) { return std::tanh(x); }
long double exact_sigmoid(long double x) { return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x)); }

}  // namespace

TEMPLATE_TEST_CASE("exp, tanh, sigmoid in scalars: every range, denormals and infinities", "[kernel]", float,
                   double) {
    using T = TestType;
    bool const is_float = sizeof(T) == 4;
    CHECK_ERROR(is_float ? 0.51 : 1.25, worst<T>([](T x) { return kernels::exp(x); }, exact_exp));
    CHECK_ERROR(is_float ? 0.51 : 2.5, worst<T>([](T x) { return kernels::tanh(x); }, exact_tanh));
    CHECK_ERROR(is_float ? 0.51 : 2.5, worst<T>([](T x) { return kernels::sigmoid(x); }, exact_sigmoid));
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
        CHECK_ERROR(1.5, worst<T>(exp, exact_exp, least_exp, -least_exp));
        CHECK_ERROR(1.5, worst<T>(tanh, exact_tanh));
        CHECK_ERROR(2.5, worst<T>(sigmoid, exact_sigmoid, least_exp));
        error_sweep::for_each_number<T>([&](T x) {
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
