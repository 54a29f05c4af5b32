// Intervals: arithmetic, elementary functions, shares.
#include "support/catch.hpp"
#include "support/numbers.hpp"

#include <constexplain/interop/interval.hpp>

#include <cmath>

using namespace constexplain;

TEST_CASE("arithmetic: results of all pairs of numbers lie inside", "[interop]") {
    support::numbers source(1);
    auto const number = [&] {
        double const size = std::exp2(source.next<double>(-1070, 1020));
        double const v = source.next<double>(-1, 1);
        return std::abs(v) < 0.1 ? 0 : v * (source.next<double>(0, 1) < 0.3 ? size : 1);
    };
    size_t outside = 0, not_tight = 0;
    for (int k = 0; k < 200'000; ++k) {
        double const a = number(), b = number(), c = number(), d = number();
        interval const x(std::min(a, b), std::max(a, b)), y(std::min(c, d), std::max(c, d));
        for (double p : {a, b, (a + b) / 2})
            for (double q : {c, d, (c + d) / 2}) {
                outside += (x + y).contains(p + q) ? 0U : 1U;
                outside += (x - y).contains(p - q) ? 0U : 1U;
                outside += (x * y).contains(p * q) || !std::isfinite(p * q) ? 0U : 1U;
                if (!y.contains(0)) outside += (x / y).contains(p / q) || !std::isfinite(p / q) ? 0U : 1U;
                outside += possible(x < y) == false && p < q ? 1U : 0U;
                outside += certain(x < y) && !(p < q) ? 1U : 0U;
                outside += certain(x <= y) && !(p <= q) ? 1U : 0U;
                outside += certain(x == y) && p != q ? 1U : 0U;
                outside += !possible(x == y) && p == q ? 1U : 0U;
            }
        // Exact results of a wider type: one step of the last place on either side.
        auto const product = static_cast<long double>(a) * c;
        interval const of_points = interval(a) * interval(c);
        outside += of_points.low <= product && product <= of_points.high ? 0U : 1U;
        not_tight += std::nextafter(std::nextafter(of_points.low, HUGE_VAL), HUGE_VAL) >= of_points.high ? 0U : 1U;
    }
    CHECK(outside == 0);
    CHECK(not_tight == 0);
}

TEST_CASE("exact results stay points", "[interop]") {
    auto const is_point = [](interval const& v, double value) { return v.low == value && v.high == value; };
    CHECK(is_point(interval(0.3) - interval(0.3), 0));
    CHECK(is_point(interval(0.1) + interval(0), 0.1));
    CHECK(is_point(interval(0.1) * interval(-1), -0.1));
    CHECK(is_point(interval(-HUGE_VAL, HUGE_VAL) * interval(0), 0));
    CHECK(is_point(interval(0.1) / interval(1), 0.1));
    // The sign of what underflows is known.
    CHECK((interval(1e-200) * interval(1e-200)).low == 0);
    CHECK((interval(1e-200) * interval(-1e-200)).high == 0);
    // What overflows lies beyond the largest number.
    CHECK((interval(1e200) * interval(1e200)).low == std::numeric_limits<double>::max());
    CHECK((interval(1e200) * interval(1e200)).high == HUGE_VAL);
}

TEST_CASE("constant expressions give what Boost.Interval gives at run time", "[interop]") {
    constexpr std::array<interval, 6> some{interval{-2.1, 3.3}, interval{0.1, 0.7}, interval{-5.5, -0.3},
                                           interval{0, 1.1},    interval{-1.7, 0},  interval{0.1}};
    constexpr auto all = [=] {
        std::array<interval, 4 * some.size() * some.size()> results{};
        size_t next = 0;
        for (auto const& a : some)
            for (auto const& b : some) {
                results[next++] = a + b;
                results[next++] = a - b;
                results[next++] = a * b;
                results[next++] = b.contains(0) ? a : a / b;
            }
        return results;
    };
    constexpr auto constant = all();
    auto const at_run_time = all();
    size_t different = 0;
    for (size_t k = 0; k < constant.size(); ++k)
        different += constant[k].low == at_run_time[k].low && constant[k].high == at_run_time[k].high ? 0U : 1U;
    CHECK(different == 0);
}

TEST_CASE("elementary functions of intervals", "[interop]") {
    support::numbers source(2);
    using traits = number_traits<interval>;
    size_t outside = 0;
    for (int k = 0; k < 100'000; ++k) {
        double const a = source.next<double>(-40, 40), b = a + source.next<double>(0, 1);
        interval const x(a, b);
        for (double v : {a, b, (a + b) / 2}) {
            long double const wide = v;
            auto const inside = [](interval const& bound, long double exact) {
                return bound.low <= exact && exact <= bound.high;
            };
            outside += inside(traits::exp(x), std::exp(wide)) ? 0U : 1U;
            outside += inside(traits::tanh(x), std::tanh(wide)) ? 0U : 1U;
            outside += inside(traits::sigmoid(x), 1 / (1 + std::exp(-wide))) ? 0U : 1U;
            outside += traits::exp(x).contains(kernels::exp(v)) && traits::tanh(x).contains(kernels::tanh(v)) &&
                               traits::sigmoid(x).contains(kernels::sigmoid(v))
                           ? 0U
                           : 1U;
        }
    }
    CHECK(outside == 0);
    CHECK(traits::exp({-HUGE_VAL, HUGE_VAL}).low == 0);
    CHECK(traits::tanh({-HUGE_VAL, HUGE_VAL}).low == -1);
    CHECK(traits::tanh({-HUGE_VAL, HUGE_VAL}).high == 1);
    CHECK(!traits::is_finite(traits::tanh(std::numeric_limits<double>::quiet_NaN())));
}

TEST_CASE("the share of a summand", "[interop]") {
    support::numbers source(4);
    size_t outside = 0, beyond_one = 0;
    for (int k = 0; k < 20'000; ++k)
        for (double const eps : {0.0, 1e-6, 0.25})
            for (bool const positive : {true, false}) {
                auto const ends = [&] {
                    double const a = source.next<double>(positive ? 0 : -1, 1), b = source.next<double>(0, 0.3);
                    return interval(a, source.next<double>(0, 1) < 0.2 ? a : a + b);
                };
                interval const t = ends(), rest = ends();
                interval const share = number_traits<interval>::share(t, t + rest, eps);
                beyond_one += positive && share.high > 1 + 1e-12 ? 1U : 0U;
                for (double p : {t.low, t.high, source.next<double>(t.low, t.high)})
                    for (double q : {rest.low, rest.high, source.next<double>(rest.low, rest.high)}) {
                        double const sum = p + q, stabilised = sum < 0 ? sum - eps : sum + eps;
                        outside += share.contains(stabilised == 0 ? 0 : p / stabilised) ? 0U : 1U;
                    }
            }
    CHECK(outside == 0);
    CHECK(beyond_one == 0);
}
