#pragma once
/// Intervals as a model's scalar: `model<lenet, interval>` bounds scores and relevance over a box of inputs.
///
/// Bounds hold for the exact results, and for what `scalar_engine` computes in double from the same parameters (but
/// for the last bits of a softmax and of z^B); vectors sum in another order and differ by their rounding. Where a
/// denominator without a stabiliser may be 0, bounds are infinite and the answer's state is `result_not_finite`.
#include <constexplain/kernel/math.hpp>
#include <constexplain/kernel/reduce.hpp>

#include <boost/numeric/interval/arith.hpp>
#include <boost/numeric/interval/checking.hpp>
#include <boost/numeric/interval/interval.hpp>
#include <boost/numeric/interval/policies.hpp>
#include <boost/numeric/interval/rounding.hpp>
#include <boost/numeric/interval/utility.hpp>

namespace constexplain {

namespace detail {

/// The next double above; infinity stays.
constexpr double next_up(double x) {
    if (!(x < std::numeric_limits<double>::infinity())) return x;
    if (x == 0) return std::numeric_limits<double>::denorm_min();
    auto const bits = std::bit_cast<std::uint64_t>(x);
    return std::bit_cast<double>(x > 0 ? bits + 1 : bits - 1);
}
constexpr double next_down(double x) { return -next_up(-x); }

/// Boost.Interval's rounding policy: to nearest, as everywhere, then one step outward where the result may be inexact.
///
/// Its own policies switch the processor's rounding mode, and compilers move arithmetic across the switch unless
/// -frounding-math is given. Needs gradual underflow, which -ffast-math turns off.
struct outward_rounding {
    using unprotected_rounding = outward_rounding;

    static constexpr double add_down(double a, double b) { return add(a, b, next_down); }
    static constexpr double add_up(double a, double b) { return add(a, b, next_up); }
    static constexpr double sub_down(double a, double b) { return add(a, -b, next_down); }
    static constexpr double sub_up(double a, double b) { return add(a, -b, next_up); }
    static constexpr double mul_down(double a, double b) { return -mul_up(-a, b); }
    static constexpr double mul_up(double a, double b) {
        if (a == 0 || b == 0) return 0;  // also 0 times an infinite end
        if (is_unit(a) || is_unit(b)) return a * b;
        return above(a * b, (a < 0) == (b < 0));
    }
    static constexpr double div_down(double a, double b) { return -div_up(-a, b); }
    static constexpr double div_up(double a, double b) {
        if (a == 0 || is_infinite(b)) return 0;
        return is_unit(b) ? a * b : above(a / b, (a < 0) == (b < 0));
    }

private:
    static constexpr bool is_unit(double a) { return a == 1 || a == -1; }
    static constexpr bool is_infinite(double a) {
        return a == std::numeric_limits<double>::infinity() || a == -std::numeric_limits<double>::infinity();
    }
    static constexpr double add(double a, double b, double (*outward)(double)) {
        double const sum = a + b;
        return a == 0 || b == 0 || sum == 0 ? sum : outward(sum);  // a sum is 0 only when it is exactly 0
    }
    /// An upper bound of what was rounded to `nearest`; its sign is known also where it was rounded to 0.
    static constexpr double above(double nearest, bool positive) {
        return nearest == 0 && !positive ? 0 : next_up(nearest);
    }
};

}  // namespace detail

/// The numbers from `low` to `high`. A double is an interval of one number. Made from NaN or upside down it is not
/// finite, and answers say so.
struct interval {
    double low, high;

    interval() = default;
    template<class Number>
        requires std::is_arithmetic_v<Number>
    constexpr interval(Number value) : interval(static_cast<double>(value), static_cast<double>(value)) {}  // NOLINT
    constexpr interval(double from, double to) : low(nan), high(nan) {
        // What overflowed lies beyond the largest number, not at infinity.
        if (from <= to) {
            low = from < largest ? from : largest;
            high = to > -largest ? to : -largest;
        }
    }

    [[nodiscard]] constexpr double width() const { return outward::sub_up(high, low); }
    [[nodiscard]] constexpr bool contains(double value) const { return low <= value && value <= high; }
    [[nodiscard]] constexpr bool contains(interval const& other) const {
        return low <= other.low && other.high <= high;
    }
    /// The smallest interval that holds both.
    [[nodiscard]] static constexpr interval hull(interval const& a, interval const& b) {
        return {-kernels::larger(-a.low, -b.low), kernels::larger(a.high, b.high)};
    }

    friend constexpr interval operator-(interval const& a) { return {-a.high, -a.low}; }
    friend constexpr interval operator+(interval const& a, interval const& b) {
        if (std::is_constant_evaluated()) return {outward::add_down(a.low, b.low), outward::add_up(a.high, b.high)};
        return a.boosted() + b.boosted();
    }
    friend constexpr interval operator-(interval const& a, interval const& b) {
        if (std::is_constant_evaluated()) return a + -b;
        return a.boosted() - b.boosted();
    }
    friend constexpr interval operator*(interval const& a, interval const& b) {
        if (std::is_constant_evaluated()) return of_ends(a, b, outward::mul_down, outward::mul_up);
        return a.boosted() * b.boosted();
    }
    friend constexpr interval operator/(interval const& a, interval const& b) {
        if (std::is_constant_evaluated())
            return b.contains(0) ? interval(-infinity, infinity) : of_ends(a, b, outward::div_down, outward::div_up);
        return certain(b == 0) ? interval(-infinity, infinity) : interval(a.boosted() / b.boosted());
    }

    friend constexpr truth operator<(interval const& a, interval const& b) {
        return a.high < b.low ? truth::yes : a.low >= b.high ? truth::no : truth::maybe;
    }
    friend constexpr truth operator<=(interval const& a, interval const& b) {
        return a.high <= b.low ? truth::yes : a.low > b.high ? truth::no : truth::maybe;
    }
    friend constexpr truth operator>(interval const& a, interval const& b) { return b < a; }
    friend constexpr truth operator>=(interval const& a, interval const& b) { return b <= a; }
    friend constexpr truth operator==(interval const& a, interval const& b) {
        if (a.high < b.low || b.high < a.low) return truth::no;
        return a.low == b.high && a.high == b.low ? truth::yes : truth::maybe;
    }

private:
    static constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    static constexpr double largest = std::numeric_limits<double>::max();
    static constexpr double infinity = std::numeric_limits<double>::infinity();
    using outward = detail::outward_rounding;
    using checking = boost::numeric::interval_lib::checking_base<double>;
    using boost_interval =
        boost::numeric::interval<double, boost::numeric::interval_lib::policies<outward, checking>>;

    interval(boost_interval const& v) : interval(v.lower(), v.upper()) {}  // NOLINT
    [[nodiscard]] boost_interval boosted() const { return {low, high, true}; }

    /// The same in constant expressions, for which Boost.Interval is not made: from all pairs of ends.
    static constexpr interval of_ends(interval const& a, interval const& b, double (*down)(double, double),
                                      double (*up)(double, double)) {
        interval all{down(a.low, b.low), up(a.low, b.low)};
        for (auto [x, y] : {std::pair{a.low, b.high}, std::pair{a.high, b.low}, std::pair{a.high, b.high}})
            all = hull(all, {down(x, y), up(x, y)});
        return all;
    }
};

template<>
struct number_traits<interval> {
    using base = double;
    static constexpr bool is_set = true;

    static constexpr bool is_finite(interval const& x) {
        return kernels::all_finite(&x.low, 1) && kernels::all_finite(&x.high, 1);
    }

    static constexpr interval exp(interval const& x) { return increasing(kernels::exp<double>, x, {0, infinity}); }
    static constexpr interval tanh(interval const& x) { return increasing(kernels::tanh<double>, x, {-1, 1}); }
    static constexpr interval sigmoid(interval const& x) { return increasing(kernels::sigmoid<double>, x, {0, 1}); }

    static constexpr interval hull(interval const& a, interval const& b) { return interval::hull(a, b); }
    static constexpr interval larger(interval const& a, interval const& b) {
        return {kernels::larger(a.low, b.low), kernels::larger(a.high, b.high)};
    }
    static constexpr interval any(interval const& x) {
        return x.high < infinity ? x.high : x.low > -infinity ? x.low : 0;
    }
    template<class F>
    static constexpr interval by_sign(interval const& x, F const& f) {
        if (!(x.low < 0 && x.high >= 0)) return f(x);
        return hull(f(interval(x.low, -smallest)), f(interval(0, x.high)));
    }
    /// The shares t / (t + rest): for each rest monotone in t while the denominator keeps its sign, so that the ends of t
    /// bound them.
    static constexpr interval share(interval const& t, interval const& sum, double eps) {
        if (certain(t == 0)) return 0;
        if (sum.high < 0) return share(-t, -sum, eps);
        if (sum.low >= 0 && is_finite(t) && is_finite(sum)) {
            interval const rest{detail::outward_rounding::sub_down(sum.low, t.low),
                                detail::outward_rounding::sub_up(sum.high, t.high)};
            auto const at = [&](double end) { return interval(end) / (interval(end) + rest + interval(eps)); };
            if (certain(interval(t.low) + interval(rest.low) + interval(eps) > 0)) return hull(at(t.low), at(t.high));
        }
        if (t.low >= 0 && sum.low >= t.low) return {0, 1};
        auto const shares = by_sign(sum, [&](interval const& of_one_sign) {
            auto const stabilised = of_one_sign + interval(of_one_sign.low < 0 ? -eps : eps);
            return certain(stabilised == 0) ? interval(0) : t / stabilised;
        });
        return eps == 0 ? hull(shares, 0) : shares;  // 0 where the sum is 0
    }

private:
    static constexpr double infinity = std::numeric_limits<double>::infinity();
    static constexpr double smallest = std::numeric_limits<double>::denorm_min();

    /// Steps of the last place: more than twice the error of kernel/math.hpp, 2.3 ulp.
    static constexpr int steps = 12;
    static constexpr interval increasing(double (*f)(double const&), interval const& x, interval const& range) {
        double low = f(x.low), high = f(x.high);
        for (int k = 0; k < steps; ++k) {
            low = detail::next_down(low);
            high = detail::next_up(high);
        }
        return {low < range.low ? range.low : low, high > range.high ? range.high : high};
    }
};

}  // namespace constexplain
