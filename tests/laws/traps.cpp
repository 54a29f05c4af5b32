// Where explanations are known to surprise: each trap, as numbers.
#include "support/catch.hpp"

#include <constexplain.hpp>

using namespace constexplain;

namespace {

struct two_to_one : network<input<2>, dense<1, without_bias>> {};

template<class Rule>
struct just : rules<on<linear_layers, Rule>> {};

template<class Rule>
auto explained(double first_weight, double second_weight, double start) {
    auto const net = make_model<two_to_one, double>(std::array<double, 2>{first_weight, second_weight});
    return net.explain<just<Rule>>(std::array<double, 2>{1, 1}, start_vector(std::array<double, 1>{start}));
}

}  // namespace

TEST_CASE("alpha-beta hands out 2 R without negative products, -R without positive ones", "[laws]") {
    auto const positive = explained<stabilised<alpha_beta<2, 1>, 0>>(1, 3, 5);
    CHECK(positive.ledger.input_sum == 10);
    CHECK(positive.ledger.absorbed[0] == -5);
    CHECK(positive.relevance.values == std::array<double, 2>{2.5, 7.5});
    auto const negative = explained<stabilised<alpha_beta<2, 1>, 0>>(-1, -3, 5);
    CHECK(negative.ledger.input_sum == -5);
    CHECK(negative.ledger.absorbed[0] == 10);
    CHECK(negative.relevance.values == std::array<double, 2>{-1.25, -3.75});
    // With the stabiliser, up to it.
    CHECK(explained<alpha_beta<2, 1>>(1, 3, 5).ledger.input_sum == Approx(10).margin(1e-5));
    CHECK(explained<alpha_beta<2, 1>>(-1, -3, 5).ledger.input_sum == Approx(-5).margin(1e-5));
}

TEST_CASE("a neuron whose output is 0: epsilon, z+, gamma, and eps = 0", "[laws]") {
    auto const epsilon_form = explained<epsilon<>>(1, -1, 1);
    CHECK(epsilon_form.relevance[0] == Approx(1e6).epsilon(1e-15));
    CHECK(epsilon_form.relevance[1] == Approx(-1e6).epsilon(1e-15));
    auto const plus = explained<unchecked<z_plus>>(1, -1, 1);
    CHECK(plus.relevance[0] == Approx(1 / 1.000001).epsilon(1e-15));
    CHECK(plus.relevance[1] == 0);
    auto const raised = explained<gamma_rule<0.25>>(1, -1, 1);
    CHECK(raised.relevance.values == std::array<double, 2>{0, 0});
    CHECK(raised.ledger.absorbed[0] == 1);  // all of it
    // 0/0 := 0, and the ledger takes R.
    auto const zero = explained<epsilon<0>>(1, -1, 7);
    CHECK(zero.relevance.values == std::array<double, 2>{0, 0});
    CHECK(zero.ledger.absorbed[0] == 7);
    CHECK(zero.status == status::ok);
    // Each half of alpha-beta by itself.
    auto const half = explained<stabilised<alpha_beta<2, 1>, 0>>(0, -2, 3);
    CHECK(half.relevance.values == std::array<double, 2>{0, -3});
    CHECK(half.ledger.absorbed[0] == 6);
}

TEST_CASE("a pass through ReLU does not mask inactive neurons", "[laws]") {
    struct net : network<input<1>, dense<2, without_bias>, relu, dense<1, without_bias>> {};
    struct unmasked : rules<on<last, flat>, on<linear_layers, epsilon<0>>> {};
    struct masked : rules<on<last, flat>, on<activations, backpropagate>, on<linear_layers, epsilon<0>>> {};
    // The second neuron is inactive: z = -1.
    auto const bound = make_model<net, double>(std::array<double, 2>{1, -1}, std::array<double, 2>{1, 1});
    std::array<double, 1> const x{1}, one{1};
    auto const passed = bound.explain<unmasked>(x, start_vector(one), keep<1, 2>);
    double const half = 1 / 2.000001;
    CHECK(passed.relevance_at<2>()[1] == Approx(half));
    CHECK(passed.relevance_at<1>()[1] == Approx(half));
    CHECK(passed.relevance[0] == Approx(2 * half));
    auto const stopped = bound.explain<masked>(x, start_vector(one), keep<1, 2>);
    CHECK(stopped.relevance_at<2>()[1] == Approx(half));
    CHECK(stopped.relevance_at<1>()[1] == 0);
    CHECK(stopped.relevance[0] == Approx(half));
    CHECK(stopped.ledger.absorbed[1] == Approx(half));
}

TEST_CASE("first means first in execution order", "[laws]") {
    struct net : network<input<1, 2, 2>, relu, max_pool<1>, flatten, named<"last_name", dense<3, without_bias>>, relu,
                         named<"a_name", dense<2, without_bias>>> {};
    struct flat_first : rules<on<first, flat>, on<last, epsilon<0>>, on<linear_layers, unchecked<z_plus>>> {};
    STATIC_REQUIRE(std::is_same_v<rule_for<flat_first, node<net, 3>>, flat>);
    STATIC_REQUIRE(std::is_same_v<rule_for<flat_first, node<net, 5>>, epsilon<0>>);
    auto const bound = make_model<net, double>(std::array<double, 12>{1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3},
                                               std::array<double, 6>{1, 1, 1, 1, 1, 1});
    auto const e = bound.explain<flat_first>(std::array<double, 4>{1, 2, 3, 4}, class_<0>);
    for (double r : e.relevance) CHECK(r == Approx(e.ledger.input_sum / 4));  // equal shares: flat acts at the input
    // A convolution after a dense layer is impossible; the first convolution need not be the first linear layer.
    struct mixed : network<input<2, 3, 3>, conv2d<2, kernel<1>, groups<2>>, conv2d<2, kernel<3>>, flatten, dense<2>> {
    };
    struct choices : rules<on<first_of<dense_layers>, flat>, on<first_of<convolutions>, w_square>,
                           on<linear_layers, epsilon<>>> {};
    STATIC_REQUIRE(std::is_same_v<rule_for<choices, node<mixed, 0>>, w_square>);
    STATIC_REQUIRE(std::is_same_v<rule_for<choices, node<mixed, 1>>, epsilon<>>);
    STATIC_REQUIRE(std::is_same_v<rule_for<choices, node<mixed, 3>>, flat>);
}
