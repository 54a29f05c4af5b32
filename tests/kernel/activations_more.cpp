// Activations beyond relu, sigmoid and tanh against long double formulas over their whole range: values and
// derivatives, in scalars and in vectors.
#include "kernel/error_sweep.hpp"
#include "support/numbers.hpp"

using namespace constexplain;
using error_sweep::in_ulps;
using error_sweep::in_vectors;
using error_sweep::largest;

namespace {

using exact = long double;

exact const root_two = std::sqrt(2.0L), peak = 1 / std::sqrt(2 * std::acos(-1.0L));

exact exact_sigmoid(exact x) { return x > 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x)); }
exact exact_softplus(exact x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); }
exact exact_cdf(exact x) { return std::erfc(-x / root_two) / 2; }
exact exact_bell(exact x) { return std::exp(-x * x / 2); }

/// x w(x) and its like: 0 and x at the ends.
exact between_ends(exact x, exact value) { return x < -12'000 ? 0 : x > 12'000 ? x : value; }
exact slope_between_ends(exact x, exact value) { return x < -12'000 ? 0 : x > 12'000 ? 1 : value; }

template<class Layer>
struct formula;

template<>
struct formula<silu> {
    static exact value(exact x) { return between_ends(x, x * exact_sigmoid(x)); }
    static exact derivative(exact x) {
        exact const s = exact_sigmoid(x);
        return slope_between_ends(x, s + x * s * exact_sigmoid(-x));
    }
};
template<>
struct formula<gelu> {
    static exact value(exact x) { return between_ends(x, x * exact_cdf(x)); }
    static exact derivative(exact x) { return slope_between_ends(x, exact_cdf(x) + x * peak * exact_bell(x)); }
};
template<>
struct formula<gelu_tanh> {
    static exact argument(exact x) { return 4 * peak * (x + 0.044715L * x * x * x); }
    static exact value(exact x) { return between_ends(x, x * exact_sigmoid(argument(x))); }
    /// By how much the rounding of the sigmoid's argument is magnified.
    static exact condition(exact x) { return 1 + std::min(std::abs(argument(x)), 1000.0L); }
    static exact derivative(exact x) {
        if (std::abs(x) > 1000) return x > 0;
        exact const s = exact_sigmoid(argument(x)), other = exact_sigmoid(-argument(x));
        return s + x * s * other * 4 * peak * (1 + 3 * 0.044715L * x * x);
    }
};
template<>
struct formula<mish> {
    static exact weight(exact x) { return std::tanh(exact_softplus(x)); }
    static exact value(exact x) { return between_ends(x, x * weight(x)); }
    static exact derivative(exact x) {
        exact const c = std::cosh(exact_softplus(x));
        return slope_between_ends(x, x > 5000 ? 1 : weight(x) + x * exact_sigmoid(x) / (c * c));
    }
};
template<>
struct formula<softplus> {
    static exact value(exact x) { return exact_softplus(x); }
    static exact derivative(exact x) { return exact_sigmoid(x); }
};
template<auto Alpha, auto Gamma>
struct formula<elu<Alpha, Gamma>> {
    static exact value(exact x) { return Gamma * (x > 0 ? x : Alpha * std::expm1(x)); }
    static exact derivative(exact x) { return Gamma * (x > 0 ? exact(1) : Alpha * std::exp(x)); }
};
template<>
struct formula<softsign> {
    static exact value(exact x) { return std::isinf(x) ? std::copysign(1.0L, x) : x / (1 + std::abs(x)); }
    static exact derivative(exact x) { return 1 / ((1 + std::abs(x)) * (1 + std::abs(x))); }
};
template<>
struct formula<hard_swish> {
    static exact value(exact x) { return x <= -3 ? 0 : x >= 3 ? x : x * (x + 3) / 6; }
    static exact derivative(exact x) { return x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5L; }
};
template<auto Alpha, auto Beta>
struct formula<hard_sigmoid<Alpha, Beta>> {
    static exact value(exact x) { return std::clamp<exact>(Alpha * x + Beta, 0, 1); }
    static exact condition(exact x) { return std::min((std::abs(Alpha * x) + Beta) / value(x), 1e300L); }
    static exact derivative(exact x) { return Alpha * x + Beta > 0 && Alpha * x + Beta < 1 ? Alpha : 0; }
};
template<auto Low, auto High>
struct formula<clip<Low, High>> {
    static exact value(exact x) { return std::clamp<exact>(x, Low, High); }
    static exact derivative(exact x) { return x > Low && x < High ? 1 : 0; }
};

/// What is smaller than this may be 0, in vectors: a factor of the result is below the smallest normal number.
template<class T>
constexpr T least = 1000 * std::numeric_limits<T>::min();

/// In ulps, over the condition number where a formula has one.
template<class Formula, class T, class F>
error_sweep::error value_error(F const& found) {
    return largest<T>(found, Formula::value, [](T y, exact expected, T x) {
        double const off = error_sweep::ulps_or_units(y, expected, least<T>);
        if constexpr (requires { Formula::condition(x); })
            return off == 0 ? 0 : off / static_cast<double>(Formula::condition(x));
        else
            return off;
    });
}

/// `value_ulps` is for vectors and doubles; a scalar float is the exact result, rounded. Derivatives are exact to so
/// many eps, absolutely.
template<class Layer, class T>
void check_errors(double value_ulps, double derivative_eps) {
    using f = kernels::function<Layer>;
    using as_defined = formula<Layer>;
    auto const value = [](auto const& x) { return f::value(x); };
    auto const slope = [](auto const& x) { return f::derivative(x, f::value(x)); };
    auto const absolute = [](T found, exact expected, T) {
        constexpr exact eps = std::numeric_limits<T>::epsilon();
        return static_cast<double>(std::abs(static_cast<exact>(found) - expected) / eps);
    };
    CHECK_ERROR(sizeof(T) == 4 ? 0.51 : value_ulps, value_error<as_defined, T>(value));
    CHECK_ERROR(derivative_eps, largest<T>(slope, as_defined::derivative, absolute));
    CHECK(std::isnan(value(error_sweep::not_a_number<T>)));
    if constexpr (lanes<T> > 1) {
        CHECK_ERROR(value_ulps, value_error<as_defined, T>(in_vectors<T>(value)));
        CHECK_ERROR(derivative_eps, largest<T>(in_vectors<T>(slope), as_defined::derivative, absolute));
        CHECK(std::isnan(in_vectors<T>(value)(error_sweep::not_a_number<T>)));
    }
}

}  // namespace

TEMPLATE_TEST_CASE("softplus, the normal distribution and log: errors", "[kernel]", float, double) {
    using T = TestType;
    auto const softplus_of = [](auto const& x) { return kernels::softplus(x); };
    auto const cdf = [](auto const& x) { return kernels::normal_cdf(x); };
    auto const bell = [](auto const& x) { return kernels::normal_bell(x); };
    auto const log_of = [](T x) { return kernels::log(x); };
    bool const is_float = sizeof(T) == 4;
    CHECK_ERROR(is_float ? 0.51 : 3, in_ulps<T>(softplus_of, exact_softplus, least<T>));
    CHECK_ERROR(is_float ? 0.51 : 6, in_ulps<T>(cdf, exact_cdf, least<T>));
    CHECK_ERROR(is_float ? 0.51 : 2.5, in_ulps<T>(bell, exact_bell, least<T>));
    CHECK_ERROR(is_float ? 0.51 : 2.0, in_ulps<T>(log_of, [](exact x) { return std::log(x); }, T(0)));
    CHECK(kernels::log(T(0)) == -error_sweep::infinity<T>);
    CHECK(kernels::log(T(1)) == 0);
    CHECK(std::isnan(kernels::log(error_sweep::not_a_number<T>)));
    if constexpr (lanes<T> > 1) {
        CHECK_ERROR(3, in_ulps<T>(in_vectors<T>(softplus_of), exact_softplus, least<T>));
        CHECK_ERROR(6, in_ulps<T>(in_vectors<T>(cdf), exact_cdf, least<T>));
        CHECK_ERROR(3, in_ulps<T>(in_vectors<T>(bell), exact_bell, least<T>));
        for (auto const& f :
             {in_vectors<T>(softplus_of)(error_sweep::not_a_number<T>),
              in_vectors<T>(cdf)(error_sweep::not_a_number<T>), in_vectors<T>(bell)(error_sweep::not_a_number<T>)})
            CHECK(std::isnan(f));
    }
}

TEMPLATE_TEST_CASE("smooth activations: errors of values and derivatives", "[kernel]", float, double) {
    check_errors<silu, TestType>(3.5, 2);
    check_errors<gelu, TestType>(6.5, 2);
    check_errors<gelu_tanh, TestType>(3.5, 2);
    check_errors<mish, TestType>(5, 2);
    check_errors<softplus, TestType>(3, 1);
    check_errors<elu<>, TestType>(4, 1);
    check_errors<elu<0.5>, TestType>(4, 1);
    check_errors<selu, TestType>(4, 2);
}

TEMPLATE_TEST_CASE("activations of straight pieces, softsign: errors of values and derivatives", "[kernel]", float,
                   double) {
    check_errors<relu6, TestType>(0, 0);
    check_errors<clip<-1, 0.5>, TestType>(0, 0);
    check_errors<hard_sigmoid<0.25, 0.5>, TestType>(1, 0);
    check_errors<hard_swish, TestType>(2.5, 2);
    check_errors<softsign, TestType>(2, 2);
}
