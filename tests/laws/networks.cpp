// The ledger of whole networks: every layer says what it absorbed, and all of it together is the start.
#include "laws/check.hpp"

#include <boost/hana/at.hpp>

using namespace constexplain;
using namespace laws;

namespace {

struct convolutional : network<input<3, 8, 8>::within<-1, 1>, conv2d<9, kernel<3>, padding<1>>, relu, max_pool<2>,
                               conv2d<6, kernel<3>, groups<3>, padding<1>>, leaky_relu<>, avg_pool<2>, flatten,
                               dense<12>, relu, dense<5>, softmax> {};
struct with_pools : network<input<2, 7, 6>::non_negative, sum_pool<2, stride<1>>, conv2d<7, kernel<3>, same>, relu,
                            avg_pool<3, stride<2>, padding<1>, count_padding>, relu, max_pool<2>, flatten, dense<4>> {
};
struct curved : network<input<11>, dense<9>, tanh_activation, dense<8>, sigmoid, dense<7>, softmax, dense<4>> {};

struct norm_everywhere : rules<on<pools, norm>, on<softmaxes, pass>, on<linear_layers, epsilon<>>> {};
struct flat_pools : rules<on<pools, flat>, on<softmaxes, pass>, on<linear_layers, gamma_rule<0.5>>> {};
struct derivatives
    : rules<on<softmaxes, backpropagate>, on<activations, backpropagate>, on<linear_layers, epsilon<>>> {};
struct plus : rules<on<softmaxes, pass>, on<linear_layers, unchecked<z_plus>>> {};

template<class T>
double sum_of_sizes(T const& range) {
    double sum = 0;
    for (auto v : range) sum += std::abs(static_cast<double>(v));
    return sum;
}
template<class T>
double sum(T const& range) {
    double total = 0;
    for (auto v : range) total += static_cast<double>(v);
    return total;
}

/// What layer k absorbed is what came in above less what left below, and all of it closes. Sums lose at most an eps
/// of the sizes of what they add; a linear step hands down terms of both signs, which are at most `spread` times as
/// large as what is left of them.
template<class Net, class Rules, class T>
void check_ledger(std::uint64_t seed, double spread = 8) {
    INFO(Net::signature << ", seed " << seed);
    support::numbers source(seed);
    auto const net = support::bind_raw<Net, T>(support::random_parameters<Net, T>(source, 0.4));
    auto const x = inputs<Net, T>(source);
    [&]<size_t... B>(std::index_sequence<B...>) {
        auto const e = net.template explain<Rules>(x, keep<B...>);
        REQUIRE(e.status == status::ok);
        std::array<double, sizeof...(B)> const sums{sum(e.template relevance_at<B>())...};
        std::array<double, sizeof...(B)> const sizes{sum_of_sizes(e.template relevance_at<B>())...};
        double const eps = static_cast<double>(std::numeric_limits<T>::epsilon());
        for (size_t k = 0; k < Net::depth; ++k) {
            INFO("layer " << k << ": " << sums[k + 1] << " to " << sums[k] << ", sizes " << sizes[k]);
            double const absorbed = static_cast<double>(e.ledger.absorbed[k]);
            CHECK(std::abs(sums[k + 1] - sums[k] - absorbed) <=
                  spread * eps * (sizes[k] + sizes[k + 1] + std::abs(absorbed)));
        }
        CHECK(std::abs(static_cast<double>(e.ledger.gap())) <= spread * eps * sum_of_sizes(sizes));
        CHECK(e.template relevance_at<0>() == e.relevance);
        CHECK(static_cast<double>(e.ledger.start) == Approx(sums[Net::depth]).epsilon(1e-6));
    }(std::make_index_sequence<Net::depth + 1>{});
}

}  // namespace

TEST_CASE("the ledger of whole networks closes, layer by layer", "[laws]") {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        check_ledger<convolutional, epsilon_plus, float>(seed);
        check_ledger<convolutional, epsilon_gamma_box, double>(seed);
        check_ledger<convolutional, epsilon_alpha2_beta1_flat, float>(seed);
        check_ledger<with_pools, norm_everywhere, double>(seed);
        check_ledger<with_pools, flat_pools, float>(seed);
        check_ledger<curved, plus, double>(seed);
        check_ledger<curved, derivatives, double>(seed);
        check_ledger<convolutional, gradient, double>(seed);
        check_ledger<with_pools, gradient, float>(seed);
    }
}

TEST_CASE("times_input is the last line of the ledger", "[laws]") {
    support::numbers source(9);
    auto const net = support::bind_raw<curved, double>(support::random_parameters<curved, double>(source));
    auto const x = inputs<curved, double>(source);
    auto const plain = net.explain<gradient>(x), times = net.explain<gradient_times_input>(x);
    for (size_t k = 0; k < x.size(); ++k) CHECK(times.relevance[k] == plain.relevance[k] * x[k]);
    CHECK(times.ledger.input_factor == plain.ledger.input_sum - times.ledger.input_sum);
    CHECK(std::abs(times.ledger.gap()) <= 1e-14);
    CHECK(times.ledger.start == 1);
}
