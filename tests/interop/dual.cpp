// Dual numbers: derivatives of scores and relevance along a direction of the input.
#include "interop/enclosure.hpp"

#include <constexplain/interop/dual.hpp>

using namespace constexplain;
using bounds::everywhere;
using bounds::first_and_others;

namespace {

struct smooth_net : network<input<2, 7, 6>::within<-1, 1>, conv2d<3, kernel<3>, padding<1>, stride<2>>,
                            tanh_activation, avg_pool<2>, conv2d<4, kernel<1>>, sigmoid, flatten, dense<3>> {};
struct kinked_net : network<input<2, 7, 6>::within<0, 1>, conv2d<3, kernel<3>, padding<1>>, relu, max_pool<2>,
                            conv2d<4, kernel<2>>, leaky_relu<0.1>, flatten, dense<4>, relu, dense<3>, softmax> {};
struct linear_net : network<input<4>, dense<3>, dense<2>> {};

/// Derivatives against central differences, relative to the largest of them.
template<class Net, class Rules>
void check_derivatives(double most) {
    support::numbers source(9);
    auto const net = support::bind_raw(support::random_parameters<Net, double>(source));
    auto const duals = with_scalar<dual>(net);
    input_tensor<Net, double> x, u;
    source.fill(x, 0.1, 0.9);
    source.fill(u);
    auto const e = duals.template explain<Rules>(along(x, u), class_<1>);
    REQUIRE(e.status == status::ok);
    auto const at = [&](double t) {
        auto moved = x;
        for (size_t k = 0; k < x.size(); ++k) moved[k] += t * u[k];
        return net.template explain<Rules, scalar_engine>(moved, class_<1>);
    };
    double const h = 1e-5;
    auto const here = at(0), after = at(h), before = at(-h);
    double largest = 0, error = 0, values = 0;
    auto const compare = [&](auto const& d, auto const& v, auto const& high, auto const& low) {
        for (size_t k = 0; k < v.size(); ++k) {
            double const difference = (high[k] - low[k]) / (2 * h);
            largest = std::max(largest, std::abs(difference));
            error = std::max(error, std::abs(d[k].derivative(1) - difference));
            values = std::max(values, std::abs(d[k].derivative(0) - v[k]));
        }
    };
    compare(e.scores, here.scores, after.scores, before.scores);
    CHECK(error <= most * largest);
    largest = error = 0;
    compare(e.relevance, here.relevance, after.relevance, before.relevance);
    INFO("largest derivative " << largest << ", error " << error);
    CHECK(largest > 0);
    CHECK(error <= most * largest);
    CHECK(values <= 1e-12);
}
template<class Net, class... Rules>
void check_all_derivatives(double most) {
    int number = 0;
    (
        [&] {
            INFO(Net::signature << ", rule set number " << number++);
            check_derivatives<Net, Rules>(most);
        }(),
        ...);
}

}  // namespace

TEST_CASE("derivatives of relevance equal central differences", "[interop]") {
    check_all_derivatives<smooth_net, everywhere<epsilon<0.1>>, everywhere<unchecked<z_plus>>, everywhere<w_square>,
                          everywhere<flat>, everywhere<gamma_rule<0.25>>, first_and_others<z_box, w_square>, gradient,
                          gradient_times_input>(1e-6);
    check_all_derivatives<kinked_net, everywhere<epsilon<0.1>>, everywhere<unchecked<z_plus>>,
                          everywhere<alpha_beta<2, 1>>, first_and_others<z_box, unchecked<z_plus>>,
                          gradient_times_input>(1e-6);
}

TEST_CASE("derivatives of relevance: the exact value", "[interop]") {
    // Gradient times input of a linear network: R_i = x_i (W2 W1)_i, so that its derivative along u is u_i (W2 W1)_i.
    support::numbers source(10);
    auto const net = support::bind_raw(support::random_parameters<linear_net, double>(source));
    input_tensor<linear_net, double> x, u;
    source.fill(x);
    source.fill(u);
    auto const slope = net.explain<gradient>(x, class_<0>);
    auto const e = with_scalar<dual>(net).explain<gradient_times_input>(along(x, u), class_<0>);
    for (size_t k = 0; k < x.size(); ++k) {
        CHECK(e.relevance[k].derivative(0) == Approx(x[k] * slope.relevance[k]).epsilon(1e-14));
        CHECK(e.relevance[k].derivative(1) == Approx(u[k] * slope.relevance[k]).epsilon(1e-14));
    }
    // The derivative of a score along u is the gradient times u.
    double along_u = 0;
    for (size_t k = 0; k < x.size(); ++k) along_u += u[k] * slope.relevance[k];
    CHECK(e.scores[0].derivative(1) == Approx(along_u).epsilon(1e-14));
}

TEST_CASE("dual numbers at a rectifier's kink, and what is not finite", "[interop]") {
    using traits = number_traits<dual>;
    dual const zero(0.0, true);
    CHECK(kernels::positive_part(zero).derivative(1) == 0);
    CHECK(kernels::negative_part(zero).derivative(1) == 1);
    CHECK(kernels::positive_part(dual(2.0, true)).derivative(1) == 1);
    CHECK(traits::tanh(dual(0.5, true)).derivative(1) == Approx(1 / (std::cosh(0.5) * std::cosh(0.5))));
    CHECK(traits::exp(dual(0.5, true)).derivative(1) == Approx(std::exp(0.5)));
    CHECK(traits::sigmoid(dual(-800.0, true)).derivative(1) == 0);
    CHECK(traits::is_finite(zero));
    CHECK(!traits::is_finite(dual(std::numeric_limits<double>::infinity())));
    CHECK(!traits::is_finite(zero * std::numeric_limits<double>::infinity()));
    CHECK(std::isnan(kernels::positive_part(dual(std::numeric_limits<double>::quiet_NaN())).derivative(0)));
}
