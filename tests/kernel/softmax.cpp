// Softmax and its logarithm: values against long double; the logarithm's gradient and those of activations through whole networks against
// central differences.
#include "support/catch.hpp"
#include "support/numbers.hpp"

#include <cmath>

using namespace constexplain;

namespace {

struct of_vector : network<input<11>, log_softmax> {};
struct of_image : network<input<5, 3, 4>, log_softmax> {};
// So many classes that the largest and the sum are told on vectors.
struct of_classes : network<input<1003>, log_softmax> {};
struct softmax_of_classes : network<input<1003>, softmax> {};
struct softmax_of_vector : network<input<11>, softmax> {};
struct in_the_middle : network<input<7>, log_softmax, dense<3>> {};
struct in_an_image : network<input<3, 2, 2>, log_softmax, conv2d<2, kernel<2>>, flatten> {};
struct smooth_net : network<input<9>, dense<17>, silu, dense<17>, gelu, dense<17>, gelu_tanh, dense<17>, mish,
                            dense<17>, softplus, dense<17>, elu<0.5>, dense<17>, softsign, dense<3>> {};
struct bent_net : network<input<9>, dense<17>, relu6, dense<17>, hard_swish, dense<17>, hard_sigmoid<0.125>,
                          dense<17>, selu, dense<17>, clip<-4, 3>, dense<3>> {};

template<class Net, class T, class Engine>
void check_values(double reach) {
    support::numbers source(1);
    input_tensor<Net, T> x;
    source.fill(x, -reach, reach);
    auto const y = make_model<Net, T>().template predict<Engine>(x);
    REQUIRE(y.status == status::ok);
    constexpr size_t channels = Net::input.channels(), pixels = Net::input.count() / channels;
    for (size_t p = 0; p < pixels; ++p) {
        auto const logit = [&](size_t c) { return static_cast<long double>(x[c * pixels + p]); };
        long double sum = 0, largest = logit(0);
        for (size_t c = 1; c < channels; ++c) largest = std::max(largest, logit(c));
        for (size_t c = 0; c < channels; ++c) sum += std::exp(logit(c) - largest);
        for (size_t c = 0; c < channels; ++c) {
            constexpr bool is_logarithm = std::is_same_v<meta::element<0, typename Net::layer_list>, log_softmax>;
            long double const logarithm = logit(c) - largest - std::log(sum);
            long double const exact = is_logarithm ? logarithm : std::exp(logarithm);
            long double const size = (std::abs(logit(c) - largest) + std::log(sum) + 1) * (is_logarithm ? 1 : exact);
            // Below the smallest normal number digits are lost.
            long double const least = static_cast<long double>(std::numeric_limits<T>::min());
            long double const off = std::abs(static_cast<long double>(y[c * pixels + p]) - exact);
            CHECK(off <= 4 * static_cast<long double>(std::numeric_limits<T>::epsilon()) * size + least);
        }
    }
}

/// The gradient of a score against central differences.
template<class Net, class Engine>
void check_gradient() {
    INFO(Net::signature);
    support::numbers source(2);
    auto const net = support::bind_raw(support::random_parameters<Net, double>(source, 0.5));
    for (int repetition = 0; repetition < 5; ++repetition) {
        input_tensor<Net, double> x;
        source.fill(x, -2, 2);
        auto const e = net.template explain<gradient, Engine>(x, class_<1>);
        REQUIRE(e.status == status::ok);
        double largest = 0, error = 0;
        for (size_t k = 0; k < x.size(); ++k) {
            auto const at = [&](double h) {
                auto moved = x;
                moved[k] += h;
                return net.template predict<Engine>(moved)[1];
            };
            double const difference = (at(1e-5) - at(-1e-5)) / 2e-5;
            largest = std::max(largest, std::abs(difference));
            error = std::max(error, std::abs(e.relevance[k] - difference));
        }
        CHECK(largest > 0);
        CHECK(error <= 1e-7 * largest);
    }
}

}  // namespace

TEST_CASE("log-softmax: over a vector, over the channels of each pixel", "[kernel]") {
    for (double const reach : {0.5, 10.0, 1000.0}) {
        check_values<of_vector, float, vector_engine>(reach);
        check_values<of_vector, double, vector_engine>(reach);
        check_values<of_vector, double, scalar_engine>(reach);
        check_values<of_image, float, vector_engine>(reach);
        check_values<of_image, double, vector_engine>(reach);
        check_values<of_classes, float, vector_engine>(reach);
        check_values<of_classes, double, vector_engine>(reach);
    }
}

TEST_CASE("softmax over a few and over many classes", "[kernel]") {
    for (double const reach : {0.5, 10.0, 1000.0}) {
        check_values<softmax_of_vector, float, vector_engine>(reach);
        check_values<softmax_of_classes, float, vector_engine>(reach);
        check_values<softmax_of_classes, double, vector_engine>(reach);
        check_values<softmax_of_classes, float, scalar_engine>(reach);
    }
}

TEST_CASE("log-softmax: logits whose softmax is 0, and that exp alone would overflow", "[kernel]") {
    std::array<double, 11> x{};
    x.fill(-1e300);
    x[3] = x[4] = 1e300;
    auto const y = make_model<of_vector, double>().predict(x);
    CHECK(y.status == status::ok);
    for (size_t k = 0; k < 11; ++k) CHECK(y[k] == Approx(k == 3 || k == 4 ? -std::log(2.0) : -2e300));
}

TEST_CASE("log-softmax: the gradient", "[kernel]") {
    check_gradient<in_the_middle, vector_engine>();
    check_gradient<in_the_middle, scalar_engine>();
    check_gradient<in_an_image, vector_engine>();
}

TEST_CASE("gradients through activations", "[kernel]") {
    check_gradient<smooth_net, vector_engine>();
    check_gradient<smooth_net, scalar_engine>();
    check_gradient<bent_net, vector_engine>();
    check_gradient<bent_net, scalar_engine>();
}
