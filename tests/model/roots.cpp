// Root points: each taylor<root> equals its rule and the expansion at the root itself; every root verifies; a root
// that does not exist is reported.
#include "support/catch.hpp"
#include "support/numbers.hpp"

#include <constexplain.hpp>

namespace {

using namespace constexplain;

constexpr double tolerance = 1e-12;

struct on_reals : network<input<7>, dense<5>> {};
struct on_orthant : network<input<7>::non_negative, dense<5>> {};
struct on_box : network<input<7>::within<-1, 2>, dense<5>> {};
struct image_on_boxes : network<input<2, 5, 6>::within_per_channel<box<-1, 1>, box<0, 2>>,
                                conv2d<3, kernel<3>, stride<2>, padding<1>>> {};
struct groups_on_orthant : network<input<4, 5, 5>::non_negative, conv2d<6, kernel<3>, same, groups<2>>> {};

template<class Rule>
struct one : rules<convention::paper, on<linear_layers, Rule>> {};

/// Inputs in the domain, some of them 0.
template<class Net>
input_tensor<Net, double> input_in_domain(support::numbers& source) {
    input_tensor<Net, double> x;
    for (size_t k = 0; k < x.size(); ++k) {
        domain const bounds = detail::bounds_at<Net, 0>(k);
        x[k] = source.next<double>(std::max(bounds.low, -2.0), std::min(bounds.high, 2.0));
        if (k % 5 == 3 && bounds.low <= 0 && bounds.high >= 0) x[k] = 0;
    }
    return x;
}
/// A model whose biases are admissible, or of either sign.
template<class Net>
auto random_model(support::numbers& source, bool admissible_biases) {
    return support::bind_raw<Net, double>(
        support::random_parameters<Net, double>(source, 1, -0.5, admissible_biases ? 0 : 0.5));
}
template<class Net>
constexpr auto every_neuron = [] {
    std::array<size_t, Net::output.count()> all{};
    for (size_t k = 0; k < all.size(); ++k) all[k] = k;
    return all;
}();

/// The relevance that the roots themselves give: sum over j of w_ij (x_i - x~_ij) R_j / g_j, R_j = g_j where positive.
template<class Net, class Roots>
std::array<double, Net::input.count()> expansion(auto const& net, input_tensor<Net, double> const& x,
                                                 Roots const& all) {
    std::array<double, Net::input.count()> relevance{};
    auto const scores = net.predict(x);
    for (auto const& root : all) {
        if (!root.point) continue;
        output_tensor<Net, double> unit{};
        unit[root.neuron] = 1;
        auto const w = net.template explain<gradient, scalar_engine>(x, start_vector(unit)).relevance;
        for (size_t i = 0; i < x.size(); ++i)
            relevance[i] += w[i] * (x[i] - (*root.point)[i]) * scores[root.neuron] / root.pre_activation;
    }
    return relevance;
}

/// The start that DTD explains: the active neurons' own values.
template<class Net>
output_tensor<Net, double> active(prediction<Net, double> const& scores) {
    output_tensor<Net, double> start;
    for (size_t k = 0; k < scores.size(); ++k) start[k] = std::max(scores[k], 0.0);
    return start;
}

double largest_difference(auto const& a, auto const& b) {
    double most = 0;
    for (size_t k = 0; k < a.size(); ++k) {
        double const off = std::abs(a[k] - b[k]);
        most = off <= most ? most : off;  // NaN counts as worst
    }
    return most;
}

/// taylor<Root> = Rule = the expansion at the roots.
template<class Net, class Root, class Rule, class Engine = scalar_engine>
void check_root(bool must_lie_in_domain) {
    support::numbers source(11);
    size_t found = 0;
    for (int run = 0; run < 50; ++run) {
        auto const net = random_model<Net>(source, true);
        auto const x = input_in_domain<Net>(source);
        auto const start = active<Net>(net.predict(x));
        auto const by_root = net.template explain<one<taylor<Root>>, Engine>(x, start_vector(start));
        auto const by_rule = net.template explain<one<Rule>, Engine>(x, start_vector(start));
        CHECK(by_root.status == status::ok);
        CHECK(largest_difference(by_root.relevance, by_rule.relevance) <= tolerance);

        auto const all = roots<Root, 0, 0, Engine>(net, x, every_neuron<Net>);
        for (auto const& root : all) {
            INFO(to_string(root.state));
            if (start[root.neuron] == 0) {
                CHECK(root.state == root_state::neuron_not_active);
                CHECK(!root.point);
                continue;
            }
            REQUIRE(root.state == root_state::found);
            CHECK(std::abs(root.value) <= tolerance * root.size);
            CHECK(root.same_region);
            CHECK(root.distance > 0);
            if (must_lie_in_domain) {
                CHECK(root.in_domain);
                CHECK(root.verifies(tolerance));
            }
            ++found;
        }
        CHECK(largest_difference(by_root.relevance, expansion<Net>(net, x, all)) <= tolerance);
    }
    CHECK(found > 20);
}

}  // namespace

TEST_CASE("a root gives the rule that the theory derives", "[roots]") {
    SECTION("zero: LRP-0 without the bias") {
        check_root<on_reals, root::zero, no_bias<epsilon<0>>>(true);
        check_root<on_orthant, root::zero, no_bias<epsilon<0>>>(true);
        check_root<groups_on_orthant, root::zero, no_bias<epsilon<0>>>(true);
    }
    SECTION("nearest: w^2") {
        check_root<on_reals, root::nearest, w_square>(true);
        check_root<on_orthant, root::nearest, w_square>(false);
        check_root<image_on_boxes, root::nearest, w_square>(false);
    }
    SECTION("segment: z+ on [0, inf), z^B in a box") {
        check_root<on_orthant, root::segment, z_plus>(true);
        check_root<groups_on_orthant, root::segment, z_plus, vector_engine>(true);
        check_root<on_box, root::segment, z_box>(true);
        check_root<image_on_boxes, root::segment, z_box, vector_engine>(true);
    }
    SECTION("worst case over a box: z^B") {
        check_root<on_box, root::worst_case<>, z_box>(true);
        check_root<image_on_boxes, root::worst_case<>, z_box>(true);
        check_root<on_box, root::worst_case<box<-1, 2>>, z_box>(true);
    }
    SECTION("worst case over a ball around x: w^2") {
        check_root<on_reals, root::worst_case<l2_ball<1000>>, w_square>(true);
        check_root<image_on_boxes, root::worst_case<l2_ball<1000>>, w_square>(false);
    }
}

TEST_CASE("the root over an l-infinity ball shares in proportion to |w|", "[roots]") {
    support::numbers source(5);
    auto const raw = support::random_parameters<on_reals, double>(source, 1, -0.5, 0);
    auto const net = support::bind_raw<on_reals, double>(raw);
    auto const x = input_in_domain<on_reals>(source);
    using Root = root::worst_case<linf_ball<1000>>;
    auto const start = active<on_reals>(net.predict(x));
    auto const found = net.explain<one<taylor<Root>>>(x, start_vector(start));
    std::array<double, 7> expected{};
    for (size_t j = 0; j < 5; ++j) {
        double sum = 0;
        for (size_t i = 0; i < 7; ++i) sum += std::abs(raw.weight[0][j * 7 + i]);
        for (size_t i = 0; i < 7; ++i) expected[i] += std::abs(raw.weight[0][j * 7 + i]) / sum * start[j];
    }
    CHECK(largest_difference(found.relevance, expected) <= tolerance);
    for (auto const& root : roots<Root, 0>(net, x, every_neuron<on_reals>))
        if (start[root.neuron] > 0) CHECK(root.verifies(tolerance));
}

TEST_CASE("a root that does not exist is reported, not invented", "[roots]") {
    // g(x) = x_0 + x_1 + b on x >= 0.
    auto const sum_and = [](double bias, std::array<double, 2> weight = {1, 1}) {
        struct sum : network<input<2>::non_negative, dense<1>> {};
        return make_model<sum, double>(weight, std::array{bias});
    };
    std::array const x{1.0, 2.0};
    std::array<size_t, 1> const neuron{0};

    // A positive bias on non-negative inputs: g > 0 in all of the domain.
    auto const none = roots<root::segment, 0>(sum_and(0.5), x, neuron)[0];
    CHECK(none.state == root_state::out_of_reach);
    CHECK(!none.point);
    CHECK(!none.verifies(1));
    CHECK(roots<root::zero, 0>(sum_and(0.5), x, neuron)[0].state == root_state::out_of_reach);
    // w^2's root exists, outside the domain.
    auto const outside = roots<root::nearest, 0>(sum_and(0.5), x, neuron)[0];
    CHECK(outside.state == root_state::found);
    CHECK(!outside.in_domain);
    CHECK(!outside.verifies(tolerance));
    CHECK(std::abs(outside.value) <= tolerance * outside.size);

    // Without a bias the origin is the root.
    auto const origin = roots<root::zero, 0>(sum_and(0), x, neuron)[0];
    REQUIRE(origin.point);
    CHECK((*origin.point)[0] == 0);
    CHECK((*origin.point)[1] == 0);
    CHECK(origin.distance == Approx(std::sqrt(5.0)));
    CHECK(origin.verifies(tolerance));

    // Not active; no positive weight to descend by; too small a ball; no such neuron.
    CHECK(roots<root::segment, 0>(sum_and(-4), x, neuron)[0].state == root_state::neuron_not_active);
    CHECK(roots<root::segment, 0>(sum_and(4, {-1, -1}), x, neuron)[0].state == root_state::no_descent);
    using near = root::worst_case<l2_ball<1>>;
    CHECK(roots<near, 0>(sum_and(-1), x, neuron)[0].state == root_state::out_of_reach);  // 2 / sqrt(2) away
    CHECK(roots<near, 0>(sum_and(-2), x, neuron)[0].state == root_state::found);         // 1 / sqrt(2)
    CHECK(roots<root::worst_case<linf_ball<1>>, 0>(sum_and(-1), x, neuron)[0].state == root_state::found);
    CHECK(roots<root::nearest, 0>(sum_and(0), x, std::array{7})[0].state == root_state::no_such_neuron);
    CHECK(roots<root::nearest, 0>(sum_and(0), x, std::array{-1})[0].state == root_state::no_such_neuron);
    CHECK(roots<root::nearest, 0>(sum_and(0), x, std::vector<int>{}).empty());

    // Inputs that are no point of the domain.
    constexpr double nan = std::numeric_limits<double>::quiet_NaN(),
                     infinity = std::numeric_limits<double>::infinity();
    CHECK(roots<root::zero, 0>(sum_and(0), std::array{nan, 1.0}, neuron)[0].state == root_state::not_finite);
    CHECK(roots<root::nearest, 0>(sum_and(0), std::array{infinity, 1.0}, neuron)[0].state == root_state::not_finite);
    CHECK(roots<root::nearest, 0>(sum_and(0), std::array{1.7e308, 1.7e308}, neuron)[0].state ==
          root_state::not_finite);
    CHECK(roots<root::segment, 0>(sum_and(0), std::array{-1.0, 2.0}, neuron)[0].state ==
          root_state::input_outside_domain);

    // A box whose corner is still positive: biases of either sign.
    support::numbers source(3);
    size_t missing = 0;
    for (int run = 0; run < 50; ++run) {
        auto const raw = support::random_parameters<on_box, double>(source, 0.05, -0.5, 0.5);
        auto const net = support::bind_raw<on_box, double>(raw);
        auto const inside = input_in_domain<on_box>(source);
        for (auto const& root : roots<root::segment, 0>(net, inside, every_neuron<on_box>)) {
            double corner = raw.bias[0][root.neuron];
            for (size_t i = 0; i < 7; ++i) {
                double const w = raw.weight[0][root.neuron * 7 + i];
                corner += w > 0 ? -w : 2 * w;
            }
            if (root.pre_activation > 0) CHECK((root.state == root_state::found) == (corner <= 0));
            missing += root.state == root_state::out_of_reach;
        }
    }
    CHECK(missing > 10);
}

TEST_CASE("without a bias the origin is found though g nearly cancels", "[roots]") {
    struct flat_sum : network<input<64>, dense<1, without_bias>> {};
    support::numbers source(8);
    size_t active = 0;
    for (int run = 0; run < 500; ++run) {
        auto raw = support::random_parameters<flat_sum, float>(source);
        input_tensor<flat_sum> x;
        source.fill(x);
        float const z = support::bind_raw<flat_sum, float>(raw).predict(x)[0];
        raw.weight[0][0] -= (z - 1e-3F) / x[0];  // g(x) of about 1e-3, of terms that sum to about 16
        auto const root = roots<root::zero, 0>(support::bind_raw<flat_sum, float>(raw), x, std::array{0})[0];
        if (!(root.pre_activation > 0)) continue;
        ++active;
        CHECK(root.state == root_state::found);
        CHECK(root.verifies(1e-5F));
    }
    CHECK(active > 300);
}

TEST_CASE("roots of large images need no large stack", "[roots]") {
    struct large : network<input<3, 224, 224>::within<0, 1>, conv2d<4, kernel<3>, stride<4>>> {};
    support::numbers source(4);
    auto const net = support::bind_raw<large, float>(support::random_parameters<large, float>(source));
    auto const x = std::make_unique<input_tensor<large>>();
    source.fill(*x, 0, 1);
    auto const found = roots<root::segment, 0, 0, scalar_engine>(net, *x, std::views::iota(0, 8));
    CHECK(found.size() == 8);
}

TEST_CASE("roots in the space of the network's input", "[roots]") {
    struct deep : network<input<6>::within<0, 1>, dense<12>, relu, dense<8>, relu, dense<3>> {};
    support::numbers source(21);
    size_t kept = 0, left = 0;
    for (int run = 0; run < 200; ++run) {
        auto const net = support::bind_raw<deep, double>(support::random_parameters<deep, double>(source));
        auto const x = input_in_domain<deep>(source);
        for (auto const& root : roots<root::segment, 4, 0>(net, x, std::array<size_t, 3>{0, 1, 2})) {
            if (!root.point) continue;
            CHECK(root.in_domain);
            // In the same linear region the root of the linear form is a root of the neuron; outside it need not be.
            if (root.same_region) {
                CHECK(root.verifies(1e-9));
                CHECK(std::abs(net.predict(*root.point)[root.neuron]) <= 1e-9 * root.size);
                ++kept;
            } else {
                ++left;
            }
        }
        // The same neurons in the space of their own layer's inputs: always the same region.
        for (auto const& root : roots<root::segment, 4>(net, x, std::array<size_t, 3>{0, 1, 2}))
            if (root.point) CHECK(root.verifies(tolerance));
    }
    CHECK(kept > 5);     // what the critics found: few of the roots
    CHECK(left > kept);  // stay in the region of the input
}
