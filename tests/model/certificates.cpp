// An explanation that says conservative sums to its start, and one that says positive holds no negative number.
#include "support/catch.hpp"
#include "support/numbers.hpp"

#include <constexplain.hpp>

namespace {

using namespace constexplain;

struct mlp : network<input<8>::within<-1, 1>, dense<12>, relu, dense<9>, relu, dense<4>> {};
struct image : network<input<2, 8, 8>::within<0, 1>, conv2d<5, kernel<3>, same>, relu, max_pool<2>,  //
                       conv2d<6, kernel<3>>, relu, avg_pool<2>, flatten, dense<4>> {};
struct other_layers : network<input<1, 6, 6>::non_negative, conv2d<4, kernel<3>>, leaky_relu<0>, max_pool<2>, flatten,
                              dense<8>, sigmoid, dense<3>> {};

template<class Rule>
struct paper : rules<convention::paper, on<linear_layers, Rule>> {};
struct lrp_0 : paper<epsilon<0>> {};
struct raised_products : paper<no_bias<gamma_rule<0.25>>> {};
struct squares_first : rules<convention::paper, on<first, w_square>, on<linear_layers, z_plus>> {};
struct equal_pools : rules<convention::paper, on<pools, flat>, on<linear_layers, unchecked<z_plus>>> {};
struct from_origin : paper<taylor<root::zero>> {};
struct two_and_one : paper<alpha_beta<2, 1>> {};
struct squares : paper<w_square> {};

struct counts {
    size_t conservative = 0, positive = 0, neither = 0, lost = 0, negative = 0;
};

/// Every certificate holds; what it does not promise may hold or not.
template<class Net, class Rules>
void check(counts& seen, bool admissible_biases, std::uint64_t seed) {
    support::numbers source(seed);
    for (int run = 0; run < 100; ++run) {
        auto const net = support::bind_raw<Net, double>(
            support::random_parameters<Net, double>(source, 1, -0.5, admissible_biases ? 0 : 0.5));
        input_tensor<Net, double> x;
        source.fill(x, std::max(Net::domains[0].low, -1.0), std::min(Net::domains[0].high, 1.0));
        for (size_t target = 0; target < Net::output.count(); ++target) {
            auto const why = net.template explain<Rules, scalar_engine>(x, target);
            REQUIRE(why.status == status::ok);
            double const allowed = 1e-11 * why.ledger.start_size;
            bool const sums = std::abs(why.ledger.input_sum - why.ledger.start) <= allowed;
            bool is_negative = false;
            for (double r : why.relevance) is_negative = is_negative || r < -allowed;
            if (why.certificate.is_conservative()) CHECK(sums);
            if (why.certificate.is_positive()) CHECK(!is_negative);
            seen.conservative += why.certificate.is_conservative();
            seen.positive += why.certificate.is_positive();
            seen.neither += !why.certificate.is_conservative() && !why.certificate.is_positive();
            seen.lost += !sums && why.scores[target] > 0;
            seen.negative += is_negative && why.scores[target] > 0;
            // The network's own promise, settled by the model and the start.
            if (guarantees<Rules>(net).consistent == certainty::yes && why.scores[target] > 0)
                CHECK(why.certificate.is_consistent());
        }
    }
}
template<class Net, class Rules>
counts check(bool admissible_biases) {
    counts seen;
    check<Net, Rules>(seen, admissible_biases, 31);
    return seen;
}

}  // namespace

TEST_CASE("what a certificate says holds", "[certificate]") {
    SECTION("deep Taylor with non-positive biases: both, whenever the explained output is positive") {
        for (counts const& seen :
             {check<mlp, deep_taylor>(true), check<image, deep_taylor>(true), check<mlp, squares_first>(true),
              check<image, paper<taylor<root::segment>>>(true)}) {
            CHECK(seen.conservative > 50);
            CHECK(seen.positive == seen.conservative);
            CHECK(seen.lost == 0);
            CHECK(seen.negative == 0);
        }
    }
    SECTION("biases of either sign: positive, and relevance is lost") {
        for (counts const& seen : {check<mlp, deep_taylor>(false), check<image, deep_taylor>(false)}) {
            CHECK(seen.conservative == 0);
            CHECK(seen.positive > 50);
            CHECK(seen.negative == 0);
        }
        CHECK(check<mlp, deep_taylor>(false).lost > 0);
    }
    SECTION("conservative, not positive") {
        for (counts const& seen :
             {check<mlp, from_origin>(true), check<image, from_origin>(true), check<image, raised_products>(true)}) {
            CHECK(seen.conservative > 50);
            CHECK(seen.positive == 0);
            CHECK(seen.lost == 0);
            CHECK(seen.negative > 50);
        }
    }
    SECTION("neither") {
        for (counts const& seen :
             {check<mlp, lrp_0>(true), check<image, two_and_one>(true), check<mlp, epsilon_plus>(true),
              check<image, gradient>(true), check<image, gradient_times_input>(true)})
            CHECK(seen.conservative + seen.positive == 0);
        CHECK(check<mlp, two_and_one>(true).negative > 50);
        CHECK(check<image, lrp_0>(true).lost > 50);
    }
    SECTION("relevance that reaches inactive neurons: positive only") {
        for (counts const& seen : {check<mlp, squares>(true), check<image, equal_pools>(true),
                                   check<other_layers, deep_taylor_z_plus>(true)}) {
            CHECK(seen.conservative == 0);
            CHECK(seen.positive > 50);
            CHECK(seen.negative == 0);
        }
    }
}

TEST_CASE("a certificate asks for an input in its domain and a start that suits", "[certificate]") {
    support::numbers source(2);
    auto const net = support::bind_raw<mlp, double>(support::random_parameters<mlp, double>(source, 1, -0.5, 0));
    input_tensor<mlp, double> x;
    source.fill(x);
    auto const scores = net.predict(x);
    output_tensor<mlp, double> start{};
    for (size_t k = 0; k < start.size(); ++k) start[k] = scores[k] > 0 ? 0.25 : 0;
    CHECK(net.explain<deep_taylor>(x, start_vector(start)).certificate.is_consistent());
    for (size_t k = 0; k < start.size(); ++k)
        if (scores[k] > 0) start[k] = -start[k];
    auto const negative = net.explain<deep_taylor>(x, start_vector(start)).certificate;
    CHECK(negative.is_conservative());
    CHECK(negative.positive == reservation::start);
    start = {};
    for (size_t k = 0; k < start.size(); ++k) start[k] = scores[k] <= 0 ? 1 : 0;
    auto const inactive = net.explain<deep_taylor>(x, start_vector(start)).certificate;
    CHECK(inactive.conservative == reservation::start);
    CHECK(inactive.is_positive());

    x[3] = 1.5;
    CHECK(net.explain<deep_taylor>(x).certificate.conservative == reservation::input_outside_domain);
    x[3] = std::numeric_limits<double>::quiet_NaN();
    CHECK(net.explain<deep_taylor>(x).certificate == certificate{});
    CHECK(net.explain<deep_taylor>(x).certificate.conservative == reservation::no_map);
}

TEST_CASE("relevance lost to underflow or overflow is not certified", "[certificate]") {
    struct one : network<input<1>, dense<1, without_bias>> {};
    auto const tiny = make_model<one>(std::array{1e-23F}).explain<deep_taylor>(std::array{1e5F});
    CHECK(tiny.scores[0] > 0);
    CHECK(tiny.certificate.conservative == reservation::arithmetic);
    CHECK(tiny.certificate.is_positive());
    struct five : network<input<5>::non_negative, dense<1, without_bias>> {};
    auto const huge = make_model<five>(std::array{2e38F, -2e38F, 2e38F, -2e38F, 1e38F});
    auto const lost = huge.explain<deep_taylor>(std::array{1.F, 1.F, 1.F, 1.F, 1.F});
    CHECK(lost.certificate.conservative == reservation::arithmetic);
}

TEST_CASE("at the corner of any box shares are exactly 0, never negative", "[certificate]") {
    // As images of a normalised data set are, mostly: -0.4242 is no binary fraction.
    struct normalised
        : network<input<1, 6, 6>::within<-0.4242, 2.8215>, conv2d<4, kernel<3>, same>, relu, flatten, dense<3>> {};
    auto const check = []<class T>(T) {
        support::numbers source(77);
        for (int run = 0; run < 200; ++run) {
            auto const net =
                support::bind_raw<normalised, T>(support::random_parameters<normalised, T>(source, 1, -0.1, 0));
            input_tensor<normalised, T> x;
            for (T& v : x) {
                T const where = source.next<T>(T(0), T(1));
                v = where < T(0.6) ? T(-0.4242) : where < T(0.7) ? T(2.8215) : source.next<T>(T(-0.4), T(2.8));
            }
            for (size_t target = 0; target < 3; ++target) {
                auto const why = net.template explain<deep_taylor>(x, target);
                REQUIRE(why.status == status::ok);
                if (why.certificate.is_positive()) CHECK(*std::ranges::min_element(why.relevance) >= 0);
                if (why.scores[target] > 0) CHECK(why.certificate.is_consistent());
            }
        }
    };
    check(0.0);
    check(0.0F);
    struct corner : network<input<2>::within<0.3, 0.7>, dense<2>, relu, dense<1>> {};
    auto const net = make_model<corner, double>(std::array{0.1, 0.37, 0.9, 0.2}, std::array{0.5, -0.1},
                                                std::array{1., 1.}, std::array{0.});
    auto const why = net.explain<deep_taylor_box>(std::array{0.3, 0.3});
    CHECK(why.relevance[0] == 0);
    CHECK(why.relevance[1] == 0);
    CHECK(why.ledger.total_absorbed() == Approx(why.scores[0]));
    CHECK(why.ledger.closes(1e-15));
}

TEST_CASE("the biases that take a guarantee away are listed", "[certificate]") {
    support::numbers source(9);
    auto raw = support::random_parameters<image, float>(source, 1, -0.5, -0.25);
    raw.bias[0][3] = 0.5F;
    raw.bias[3][5] = 0.25F;
    auto const net = support::bind_raw<image, float>(raw);
    auto const found = biases_above_zero(net);
    REQUIRE(found.size() == 2);
    CHECK((found[0].layer == 0 && found[0].channel == 3 && found[0].bias == 0.5F));
    CHECK((found[1].layer == 3 && found[1].channel == 5 && found[1].bias == 0.25F));
    CHECK((net.has_positive_bias() == std::array{true, false, false, true, false, false, false, false}));
    auto const settled = guarantees<deep_taylor>(net).conservative;
    CHECK((settled == certainty::no && settled.why == doubt::positive_bias && settled.layer == 3));
}
