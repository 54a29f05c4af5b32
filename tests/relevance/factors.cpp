// Sums that are kept as factors of the relevance pass: what is explained with them is what is explained without.
#include "support/catch.hpp"
#include "support/deviation.hpp"
#include "support/named_numbers.hpp"

#include <constexplain.hpp>
#include <constexplain/parameters/load_from.hpp>

using namespace constexplain;

namespace {

struct epsilons : rules<on<linear_layers, epsilon<>>> {};
struct large_epsilons : rules<on<linear_layers, epsilon<0.25>>> {};
// Layer 4 divides by other sums, so that what it reads is not divided ahead either.
struct mixed : rules<on<layer_at<4>, z_plus>, on<linear_layers, epsilon<>>> {};
struct without_stabiliser : rules<on<linear_layers, epsilon<0>>> {};

template<size_t Channels, class... Options>
using depthwise = conv2d<Channels, kernel<3>, groups<Channels>, same, Options...>;
template<size_t Channels>
using pointwise = conv2d<Channels, kernel<1>>;

// First layers of strides, single pixels, channels of half a vector and of no whole number of vectors, dense layers.
struct separable : network<input<3, 17, 14>::within<-1, 1>, conv2d<8, kernel<3>, stride<2>, padding<1>>, clip<0, 0.5>,
                           depthwise<8>, relu6, pointwise<16>, clip<0, 0.25>, depthwise<16>, clip<0, 2>,
                           pointwise<40>, relu6, pointwise<32>, clip<0, 0.5>, flatten, dense<32>, relu6, dense<7>> {};
struct branched
    : network<input<16, 5, 6>::within<0, 1>, pointwise<16>, relu6,
              residual<branch<pointwise<32>, relu6, depthwise<32>, relu6, pointwise<16>>>, pointwise<16>, relu6,
              parallel<branch<pointwise<16>>, branch<pointwise<16>, relu6, pointwise<16>>>, flatten, dense<4>> {};

template<class Net, class Rules, size_t Lanes>
constexpr auto factors = explain_memory<Net, Rules, Lanes>::can_keep_factors;
template<class... Layers>
consteval size_t count(auto const& of_layers) {
    size_t found = 0;
    for (bool one : of_layers) found += one ? 1 : 0;
    return found;
}
static_assert(factors<separable, epsilons, 16> == std::array{true, false, true, false, true, false, true, false, true,
                                                             false, false, false, false, true, false, false});
static_assert(factors<separable, epsilons, 8> == factors<separable, epsilons, 16>);
// Not the layers that read or are read by one with another rule; nor where 0/0 := 0 must be asked for.
static_assert(factors<separable, mixed, 16> == std::array{true, false, false, false, false, false, true, false, true,
                                                          false, false, false, false, true, false, false});
static_assert(count(factors<separable, without_stabiliser, 16>) == 0 &&
              count(factors<separable, gradient, 16>) == 0 && count(factors<separable, epsilon_plus, 16>) == 1);
// Of batches each sample's activations are kept.
static_assert(count(explain_memory<separable, epsilons, 16, 4>::can_keep_factors) == 0);
// What two branches read is kept for both.
static_assert(count(factors<branched, epsilons, 16>) == 3);

template<class Net>
auto inputs(std::uint64_t seed) {
    input_tensor<Net, float> x;
    support::numbers(seed).fill(x.values, static_cast<float>(Net::domains[0].low), 1);
    return x;
}

using parameters = support::named_numbers<5, -0.3, 0.4>;

/// With every boundary kept no factors are.
template<class Net, class Rules, class Engine>
void check(std::uint64_t seed) {
    INFO(Net::signature << ", seed " << seed);
    auto const net = load_from<Net>(parameters{});
    auto const x = inputs<Net>(seed);
    auto const found = net.template explain<Rules, Engine>(x);
    auto const expected = [&]<size_t... B>(std::index_sequence<B...>) {
        return net.template explain<Rules, Engine>(x, keep<B...>);
    }(std::make_index_sequence<Net::depth + 1>{});
    REQUIRE(expected.status == status::ok);
    CHECK(found.status == status::ok);
    CHECK(found.target == expected.target);
    CHECK(found.certificate == expected.certificate);
    CHECK(support::largest_difference(found.scores, expected.scores) <=
          1e-6 * support::largest_magnitude(expected.scores));
    CHECK(support::largest_difference(found.relevance, expected.relevance) <=
          1e-5 * support::largest_magnitude(expected.relevance));
    float const allowed = 1e-5F * expected.ledger.start_size;
    for (size_t k = 0; k < Net::depth; ++k) {
        INFO("layer " << k);
        CHECK(std::abs(found.ledger.absorbed[k] - expected.ledger.absorbed[k]) <= allowed);
    }
    CHECK(found.ledger.closes(1e-5F));
    // Of one boundary that is asked for the relevance itself is known; the others' factors are kept.
    meta::for_each_index<Net::depth + 1>([&](auto boundary) {
        INFO("boundary " << boundary);
        auto const one = net.template explain<Rules, Engine>(x, keep<boundary>);
        auto const& of_all = expected.template relevance_at<boundary>();
        CHECK(support::largest_difference(one.template relevance_at<boundary>(), of_all) <=
              1e-5 * support::largest_magnitude(of_all));
    });
}

/// How many of the activations at a boundary are at a clip's upper end, and how many at its lower end.
template<size_t Boundary>
void check_reaches_both_ends(double high) {
    auto const net = load_from<separable>(parameters{});
    auto const all = activations_at<Boundary>(net, inputs<separable>(1));
    size_t low_count = 0, high_count = 0, between = 0;
    for (float a : boost::hana::at_c<0>(all)) {
        low_count += a == 0 ? 1 : 0;
        high_count += static_cast<double>(a) == high ? 1 : 0;
        between += a > 0 && static_cast<double>(a) < high ? 1 : 0;
    }
    INFO("boundary " << Boundary << ": " << low_count << " at 0, " << high_count << " at " << high);
    CHECK((low_count > 0 && high_count > 0 && between > 0));
}

}  // namespace

TEST_CASE("factors in place of sums give the same relevance and the same ledger", "[relevance]") {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        check<separable, epsilons, vector_engine>(seed);
        check<separable, large_epsilons, vector_engine>(seed);
        check<separable, mixed, vector_engine>(seed);
        check<branched, epsilons, vector_engine>(seed);
    }
    check<separable, epsilons, constant_time_engine>(4);
    check<separable, epsilons, scalar_engine>(5);
}

TEST_CASE("the clips of these networks cut off both ends", "[relevance]") {
    check_reaches_both_ends<2>(0.5);
    check_reaches_both_ends<6>(0.25);
    check_reaches_both_ends<12>(0.5);
}
