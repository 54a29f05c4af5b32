// Sums and concatenations of branches: what they compute, and what relevance does there.
#include "support/array_map.hpp"
#include "support/catch.hpp"
#include "support/numbers.hpp"

#include <constexplain.hpp>
#include <constexplain/parameters/fold.hpp>
#include <constexplain/parameters/load_from.hpp>

using namespace constexplain;

namespace {

struct lrp_0 : rules<on<linear_layers, stabilised<epsilon<>, 0>>, on<branch_sums, stabilised<norm, 0>>,
                     on<average_pools, stabilised<norm, 0>>> {};
struct everywhere_epsilon : rules<on<linear_layers, epsilon<>>> {};
struct plus_everywhere : rules<on<linear_layers, unchecked<z_plus>>> {};

/// Numbers for every array of a network, those of batch normalisation as training leaves them.
template<class Net>
support::array_map random_arrays(std::uint64_t seed, double lowest_bias = -0.5, double highest_bias = 0.5) {
    support::numbers source(seed);
    std::map<std::string, std::vector<double>> arrays;
    auto const add = [&]<class Node>(std::type_identity<Node>) {
        using P = layer_parameters<Node>;
        for (size_t k = 0; k < P::arrays.size(); ++k) {
            auto const role = P::arrays[k].role;
            std::vector<double> values(P::arrays[k].extents.count());
            if (role == "running_var")
                source.fill(values, 0.2, 2);
            else if (role == "bias")
                source.fill(values, lowest_bias, highest_bias);
            else
                source.fill(values, -0.6, 0.6);
            arrays[P::name(k)] = values;
        }
    };
    [&]<class... Nodes>(meta::list<Nodes...>) { (add(std::type_identity<Nodes>{}), ...); }(parameter_nodes<Net>{});
    return support::array_map(arrays);
}
template<class Net>
model<Net, double> random_model(std::uint64_t seed, double lowest_bias = -0.5, double highest_bias = 0.5) {
    return load_from<Net, double>(random_arrays<Net>(seed, lowest_bias, highest_bias));
}
template<class Net>
input_tensor<Net, double> random_input(std::uint64_t seed, double low = -1) {
    support::numbers source(seed);
    input_tensor<Net, double> x;
    source.fill(x.values, low, 1);
    return x;
}

// Branches of images of several channels and of one, that begin with layers that pass relevance on, that end in a
// flattened image beside a vector, within one another, read by three.
struct image
    : network<input<3, 6, 6>, residual<branch<relu, conv2d<3, kernel<3>, same>>, branch<>>, relu,
              parallel<branch<conv2d<4, kernel<1>>, leaky_relu<>>, branch<>,
                       branch<relu, max_pool<3, stride<1>, padding<1>>>>,
              residual<branch<conv2d<5, kernel<3>>, relu>, branch<conv2d<5, kernel<3>, dilation<1>>>>, avg_pool<2>,
              residual<branch<flatten>, branch<flatten, dense<20>, relu, dense<20>>>, dense<4>> {};
struct gray
    : network<input<1, 6, 6>, residual<branch<conv2d<2, kernel<3>>>, branch<conv2d<2, kernel<3>>, relu>>, flatten,
              residual<branch<dense<6>, relu, residual<branch<dense<6>>, branch<>, branch<dense<6>, relu>>>,
                       branch<dense<6>>>,
              dense<3>> {};
// Boundaries that one join reads more than once.
struct twice : network<input<2, 3, 3>, conv2d<2, kernel<2>>, residual<branch<>, branch<>>,
                       parallel<branch<>, branch<relu>, branch<>>, residual<branch<>, branch<relu>, branch<>>,
                       residual<branch<>>, flatten, dense<3>> {};
struct joined_first : network<input<4>, parallel<branch<>, branch<relu>, dense<3>>, dense<2>> {};

template<class Net>
void lrp_0_is_gradient_times_input() {
    INFO(Net::signature);
    auto const net = random_model<Net>(7);
    for (std::uint64_t seed = 1; seed < 6; ++seed) {
        auto const x = random_input<Net>(seed);
        auto const lrp = net.template explain<lrp_0>(x, class_<0>);
        auto const product = net.template explain<gradient_times_input>(x, class_<0>);
        REQUIRE(lrp.status == status::ok);
        REQUIRE(product.status == status::ok);
        CHECK(lrp.ledger.closes(1e-9));
        for (size_t k = 0; k < x.size(); ++k)
            CHECK(lrp.relevance[k] == Approx(product.relevance[k]).epsilon(1e-9).margin(1e-12));
    }
}

}  // namespace

TEST_CASE("LRP-0 through branches is gradient times input", "[branches]") {
    lrp_0_is_gradient_times_input<image>();
    lrp_0_is_gradient_times_input<gray>();
    lrp_0_is_gradient_times_input<twice>();
    lrp_0_is_gradient_times_input<joined_first>();
}

TEST_CASE("the gradient through branches is the difference quotient", "[branches]") {
    auto const check = [](auto const& net, auto x, size_t stride) {
        auto const slope = net.template explain<gradient>(x, class_<1>).relevance;
        for (size_t k = 0; k < x.size(); k += stride) {
            double const at = x[k], step = 1e-6;
            x[k] = at + step;
            double const above = net.predict(x)[1];
            x[k] = at - step;
            double const below = net.predict(x)[1];
            x[k] = at;
            CHECK(slope[k] == Approx((above - below) / (2 * step)).epsilon(1e-5).margin(1e-8));
        }
    };
    check(random_model<image>(3), random_input<image>(4), 7);
    check(random_model<twice>(3), random_input<twice>(4), 1);
}

TEST_CASE("ledgers close through branches, and engines agree", "[branches]") {
    auto const check = [](auto const& net, auto const& x) {
        auto const each = [&]<class Rules>(std::type_identity<Rules>) {
            auto const why = net.template explain<Rules>(x);
            auto const scalar = net.template explain<Rules, scalar_engine>(x);
            CHECK(why.status == status::ok);
            CHECK(why.ledger.closes(1e-9));
            for (size_t k = 0; k < x.size(); ++k)
                CHECK(why.relevance[k] == Approx(scalar.relevance[k]).epsilon(1e-9).margin(1e-11));
        };
        each(std::type_identity<everywhere_epsilon>{});
        each(std::type_identity<plus_everywhere>{});
    };
    check(random_model<image>(5), random_input<image>(6));
    check(random_model<gray>(5), random_input<gray>(6));
    check(random_model<twice>(5), random_input<twice>(6));
}

TEST_CASE("branches side by side are one layer with all their rows", "[branches]") {
    struct apart : network<input<5>, parallel<dense<2>, dense<3>>, relu, dense<2>> {};
    struct stacked : network<input<5>, dense<5>, relu, dense<2>> {};
    auto const net = random_model<apart>(9);
    auto const arrays = random_arrays<apart>(9);
    auto const both = [&](std::string const& a, std::string const& b) { return arrays.joined(a, b); };
    auto const one = load_from<stacked, double>(support::array_map({{"0.weight", both("0.weight", "1.weight")},
                                                                    {"0.bias", both("0.bias", "1.bias")},
                                                                    {"2.weight", arrays.at("4.weight")},
                                                                    {"2.bias", arrays.at("4.bias")}}));
    auto const x = random_input<apart>(2);
    auto const why = net.explain<plus_everywhere, scalar_engine>(x, keep<3>);
    auto const as_one = one.explain<plus_everywhere, scalar_engine>(x, keep<1>);
    CHECK(why.scores.values == as_one.scores.values);
    for (size_t k = 0; k < x.size(); ++k) CHECK(why.relevance[k] == Approx(as_one.relevance[k]).epsilon(1e-13));
    CHECK(why.relevance_at<3>() == as_one.relevance_at<1>());
}

TEST_CASE("a sum shares in proportion, a derivative goes to every branch", "[branches]") {
    struct twice : network<input<2>, residual<branch<dense<2, without_bias>>>> {};
    auto const net = make_model<twice, double>(std::array{2.0, 0.0, 0.0, -3.0});
    std::array const x{1.0, 2.0};
    auto const why = net.explain<everywhere_epsilon>(x, start_vector(std::array{1.0, 1.0}), keep<1, 2>);
    CHECK(why.scores.values == std::array{3.0, -4.0});
    CHECK(why.relevance_at<1>()[0] == Approx(2.0 / 3.0));
    CHECK(why.relevance_at<1>()[1] == Approx(6.0 / 4.0));
    CHECK(why.relevance[0] == Approx(1.0));
    CHECK(why.ledger.closes(1e-12));
    auto const slope = net.explain<gradient>(x, class_<1>);
    CHECK(slope.relevance[1] == -2.0);
}

TEST_CASE("deep Taylor through a residual block is consistent where its summands are non-negative", "[branches]") {
    struct block
        : network<input<2, 5, 5>::within<0, 1>, conv2d<3, kernel<3>, same>, relu,
                  residual<branch<conv2d<4, kernel<3>, same>, relu, conv2d<3, kernel<1>>, relu>>, flatten, dense<3>> {
    };
    static_assert(guarantee<block, deep_taylor>::consistent == certainty::if_biases_are_non_positive);
    struct signed_summand : network<input<2, 5, 5>::within<0, 1>, conv2d<3, kernel<3>, same>, relu,
                                    residual<branch<conv2d<3, kernel<1>>>>, relu, flatten, dense<3>> {};
    static_assert(guarantee<signed_summand, deep_taylor>::positive == certainty::no);
    static_assert(guarantee<signed_summand, deep_taylor>::positive.layer == 3);
    auto const net = random_model<block>(11, -0.1, 0);
    size_t certain = 0;
    for (std::uint64_t seed = 1; seed < 40; ++seed) {
        auto const why = net.explain<deep_taylor>(random_input<block>(seed, 0));
        if (!why.certificate.is_consistent()) continue;
        ++certain;
        double sum = 0, least = 0;
        for (double r : why.relevance) sum += r, least = std::min(least, r);
        CHECK(least >= 0);
        CHECK(sum == Approx(why.ledger.start).epsilon(1e-12));
    }
    CHECK(certain > 5);
}

TEST_CASE("batch normalisation, folded and not", "[branches]") {
    struct net
        : network<input<2, 6, 6>, batch_norm<>, conv2d<3, kernel<3>, without_bias>, batch_norm<1e-3>, relu,
                  residual<branch<conv2d<3, kernel<3>, same>, scale, shift>, branch<batch_norm<>>>, relu,
                  conv2d<4, kernel<2>, groups<1>>, flatten, batch_norm<>, dense<6>, batch_norm<>, relu, dense<2>> {};
    auto const plain = random_model<net>(21);
    auto const merged = fold(plain);
    using kept = decltype(merged)::network_type;
    CHECK(kept::depth == net::depth - 6);
    for (std::uint64_t seed = 1; seed < 5; ++seed) {
        auto const x = random_input<net>(seed);
        auto const scores = plain.predict(x);
        auto const as_merged = merged.predict(x);
        for (size_t k = 0; k < scores.size(); ++k) CHECK(scores[k] == Approx(as_merged[k]).epsilon(1e-10));
        auto const slope = plain.explain<gradient>(x, class_<0>);
        auto const of_merged = merged.explain<gradient>(x, class_<0>);
        for (size_t k = 0; k < x.size(); ++k)
            CHECK(slope.relevance[k] == Approx(of_merged.relevance[k]).epsilon(1e-9).margin(1e-12));
        CHECK(plain.explain<everywhere_epsilon>(x).ledger.closes(1e-9));
    }
}

TEST_CASE("branches in constant expressions", "[branches]") {
    struct tiny : network<input<2>, residual<branch<dense<2>, relu>>, parallel<branch<>, branch<relu>>, dense<1>> {};
    static constexpr auto net = make_model<tiny, double>(std::array{1.0, -1.0, 0.5, 0.25}, std::array{0.0, 0.5},
                                                         std::array{1.0, 2.0, 3.0, 4.0}, std::array{0.25});
    static constexpr std::array x{1.0, 2.0};
    static constexpr auto why = net.explain<everywhere_epsilon>(x);
    static_assert(why.scores[0] == 1 + 2 * 3.5 + 3 + 4 * 3.5 + 0.25);
    static_assert(why.ledger.closes(1e-12));
    CHECK(net.predict(x)[0] == why.scores[0]);
}

TEST_CASE("a negative variance is refused by name", "[branches]") {
    struct normalised : network<input<2>, batch_norm<>, dense<1>> {};
    std::map<std::string, std::vector<double>> arrays{{"0.weight", {1, 1}},       {"0.bias", {0, 0}},
                                                      {"0.running_mean", {0, 0}}, {"0.running_var", {1, -0.5}},
                                                      {"1.weight", {1, 1}},       {"1.bias", {0}}};
    try {
        static_cast<void>(load_from<normalised, double>(support::array_map(arrays)));
        FAIL_CHECK("was loaded");
    } catch (value_out_of_range const& error) {
        CHECK(std::string(error.what()).find("'0.running_var'") != std::string::npos);
        CHECK(std::string(error.what()).find("element 1") != std::string::npos);
    }
}
