// Intervals and dual numbers through activations: bounds hold and are tight, derivatives are exact.
#include "interop/enclosure.hpp"

#include <constexplain/interop/dual.hpp>

using namespace constexplain;

namespace {

template<class Layer>
using kernel_of = kernels::function<Layer>;

/// Where activations bend, turn, end, or have their steepest slope.
constexpr double bends[]{0, -0.752, -1.192, -1.278, -1.5, -3, 3, 6, -1.414, 1.414, -2.4, 2.4, -2.5, 2.5, -40, -750};

/// The numbers that an interval is tried with.
std::vector<double> sample(interval const& x, support::numbers& source) {
    std::vector<double> all{x.low, x.high};
    for (double const v : bends)
        if (x.contains(v)) all.push_back(v);
    for (int k = 0; k < 20; ++k) all.push_back(source.next<double>(x.low, x.high));
    return all;
}

/// Values and derivatives of what lies in an interval lie in those of the interval. Bounds of values are met; those
/// of smooth functions' derivatives shrink with the interval.
template<class Layer>
void check_bounds(interval const& x, support::numbers& source, double steepest) {
    interval const y = kernel_of<Layer>::value(x), slope = kernel_of<Layer>::derivative(x, y);
    INFO("from " << x.low << " to " << x.high << ": values " << y.low << " to " << y.high << ", derivatives "
                 << slope.low << " to " << slope.high);
    interval seen = kernel_of<Layer>::value(x.low);
    size_t outside = 0;
    for (double const v : sample(x, source)) {
        double const here = kernel_of<Layer>::value(v);
        seen = interval::hull(seen, here);
        outside += y.contains(here) ? 0U : 1U;
        outside += slope.contains(kernel_of<Layer>::derivative(v, here)) ? 0U : 1U;
    }
    CHECK(outside == 0);
    CHECK(y.contains(seen));
    CHECK(seen.low - y.low <= 1e-6 * (1 + std::abs(seen.low)));
    CHECK(y.high - seen.high <= 1e-6 * (1 + std::abs(seen.high)));
    double const rounding = 1e-12 * (1 + std::max(-x.low, x.high));
    CHECK(slope.width() <= steepest * std::min(1.5, 20 * x.width() + rounding));
}
template<class Layer>
void check_bounds(char const* name, double steepest = 1, bool is_smooth = true) {
    INFO(name);
    support::numbers source(7);
    for (double const reach : {2.0, 8.0, 1000.0})
        for (double const width : {0.0, 1e-9, 1e-3, 0.5, 5.0, 300.0})
            for (int k = 0; k < 30; ++k) {
                double const low = source.next<double>(-reach, reach);
                check_bounds<Layer>({low, low + source.next<double>(0, width)}, source,
                                    is_smooth ? steepest : std::max(steepest, 1e9));
            }
}

/// A dual number's derivative is the derivative's value; the derivative of the derivative is its central difference.
template<class Layer>
void check_dual(char const* name) {
    INFO(name);
    support::numbers source(8);
    for (int k = 0; k < 300; ++k) {
        double const x = source.next<double>(-7, 7), h = 1e-5;
        dual const at(x, true), y = kernel_of<Layer>::value(at), slope = kernel_of<Layer>::derivative(at, y);
        auto const derivative = [](double v) { return kernel_of<Layer>::derivative(v, kernel_of<Layer>::value(v)); };
        INFO("at " << x);
        CHECK(y.derivative(0) == Approx(kernel_of<Layer>::value(x)).margin(1e-14));
        CHECK(y.derivative(1) == Approx(derivative(x)).margin(1e-14));
        CHECK(slope.derivative(0) == Approx(derivative(x)).margin(1e-14));
        CHECK(slope.derivative(1) == Approx((derivative(x + h) - derivative(x - h)) / (2 * h)).margin(1e-8));
    }
}

struct smooth_net : network<input<3>::within<-2, 2>, dense<4>, silu, dense<4>, gelu, dense<4>, mish, dense<4>,
                            softplus, dense<4>, elu<1>, dense<4>, gelu_tanh, dense<3>, log_softmax> {};
struct bent_net : network<input<3>::within<-2, 2>, dense<4>, relu6, dense<4>, hard_swish, dense<4>, hard_sigmoid<>,
                          dense<4>, softsign, dense<4>, selu, dense<4>, clip<-1, 1>, dense<3>> {};

}  // namespace

TEST_CASE("bounds of activations and of their derivatives", "[interop]") {
    check_bounds<silu>("silu");
    check_bounds<gelu>("gelu");
    check_bounds<gelu_tanh>("gelu_tanh");
    check_bounds<mish>("mish");
    check_bounds<softplus>("softplus");
    check_bounds<elu<0.5>>("elu", 1, false);
    check_bounds<selu>("selu", 2, false);
    check_bounds<softsign>("softsign");
    check_bounds<relu6>("relu6", 1, false);
    check_bounds<hard_sigmoid<>>("hard_sigmoid", 1, false);
    check_bounds<hard_swish>("hard_swish", 1, false);
}

TEST_CASE("bounds of activations: no bound, no number", "[interop]") {
    interval const reals(-HUGE_VAL, HUGE_VAL);
    CHECK(kernel_of<silu>::value(reals).low == silu::values(domain::reals()).low);
    CHECK(kernel_of<gelu>::derivative(reals, reals).width() <= 1.26);
    CHECK(kernel_of<gelu_tanh>::derivative(reals, reals).width() <= 1.26);
    CHECK(kernel_of<silu>::derivative(reals, reals).width() <= 1.2);
    CHECK(kernel_of<mish>::derivative(reals, reals).width() <= 1.21);
    CHECK(kernel_of<softplus>::value(interval(-HUGE_VAL, 0)).low == 0);
    interval const nothing(std::numeric_limits<double>::quiet_NaN());
    CHECK(!number_traits<interval>::is_finite(kernel_of<silu>::value(nothing)));
    CHECK(!number_traits<interval>::is_finite(kernel_of<gelu>::value(nothing)));
    CHECK(!number_traits<interval>::is_finite(kernel_of<elu<>>::value(nothing)));
    CHECK(!number_traits<interval>::is_finite(kernel_of<relu6>::value(nothing)));
    CHECK(!number_traits<interval>::is_finite(kernel_of<hard_sigmoid<>>::value(nothing)));
    CHECK(!number_traits<interval>::is_finite(kernel_of<softplus>::value(nothing)));
}

TEST_CASE("dual numbers through activations", "[interop]") {
    check_dual<silu>("silu");
    check_dual<gelu>("gelu");
    check_dual<gelu_tanh>("gelu_tanh");
    check_dual<mish>("mish");
    check_dual<softplus>("softplus");
    check_dual<elu<0.5>>("elu");
    check_dual<selu>("selu");
    check_dual<softsign>("softsign");
    check_dual<relu6>("relu6");
    check_dual<hard_sigmoid<>>("hard_sigmoid");
    check_dual<hard_swish>("hard_swish");
    CHECK(kernel_of<relu6>::value(dual(6.0, true)).derivative(1) == 0);
    CHECK(kernel_of<relu6>::value(dual(0.0, true)).derivative(1) == 0);
    CHECK(kernel_of<silu>::value(dual(1000.0, true)).derivative(1) == 1);
    CHECK(kernel_of<gelu>::value(dual(-1000.0, true)).derivative(1) == 0);
}

TEST_CASE("bounds of scores and relevance through activations", "[interop]") {
    for (double const radius : {0.0, 0.01, 0.3}) {
        bounds::check_enclosures<smooth_net, bounds::everywhere<epsilon<0.1>>, gradient>(radius);
        bounds::check_enclosures<bent_net, bounds::everywhere<epsilon<0.1>>, gradient>(radius);
    }
}

TEST_CASE("derivatives of scores through activations are the gradient", "[interop]") {
    support::numbers source(11);
    auto const net = support::bind_raw(support::random_parameters<smooth_net, double>(source));
    input_tensor<smooth_net, double> x, u;
    source.fill(x);
    source.fill(u);
    auto const along_u = with_scalar<dual>(net).predict(along(x, u));
    double const h = 1e-5;
    auto const at = [&](double t) {
        auto moved = x;
        for (size_t k = 0; k < x.size(); ++k) moved[k] += t * u[k];
        return net.predict<scalar_engine>(moved);
    };
    auto const after = at(h), before = at(-h), here = at(0);
    for (size_t k = 0; k < 3; ++k) {
        CHECK(along_u[k].derivative(0) == Approx(here[k]).epsilon(1e-13));
        CHECK(along_u[k].derivative(1) == Approx((after[k] - before[k]) / (2 * h)).epsilon(1e-6));
    }
}
