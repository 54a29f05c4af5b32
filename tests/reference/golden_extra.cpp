// Convolution, pooling and a network with batch norm, as Zennit computes them.

#include "golden_maps.hpp"

#include <cmath>

namespace {

using namespace constexplain;

using strided = conv2d<3, kernel<3>, stride<2>, padding<1>>;
struct on_reals : network<input<2, 5, 5>, strided> {};
struct on_non_negative : network<input<2, 5, 5>::non_negative, strided> {};
struct in_box : network<input<2, 5, 5>::within<-1, 1>, strided> {};

support::json extra(std::string const& part) {
    return support::read_json(support::shared_data("golden/golden_extra.json")).at(part);
}

template<class Net>
void expect_convolution(golden::maps& maps, support::array_map const& arrays, std::vector<double> const& values) {
    maps.expect<Net, on<first, epsilon<>>>("Epsilon", arrays, values);
    maps.expect<Net, on<first, unchecked<z_plus>>>("ZPlus", arrays, values);
    maps.expect<Net, on<first, alpha_beta<2, 1>>>("AlphaBeta(2,1)", arrays, values);
    maps.expect<Net, on<first, gamma_rule<0.25>>>("Gamma(0.25)", arrays, values);
    maps.expect<Net, on<first, w_square>>("WSquare", arrays, values);
    maps.expect<Net, on<first, flat>>("Flat", arrays, values);
}

struct bn_net
    : network<input<1, 5, 5>::within<0, 1>, named<"c", conv2d<2, kernel<3>>>, relu, flatten, named<"f", dense<3>>> {};
struct bn_net_before_norm : network<input<1, 5, 5>::within<0, 1>, named<"c", conv2d<2, kernel<3>>>> {};

/// y = gamma (x - mean) / sqrt(var + eps) + beta, merged into the convolution before it, which has no bias.
support::array_map merged(support::json const& net) {
    auto const part = [&](std::string const& name) { return support::numbers(net.at("params").at(name)); };
    auto weight = part("c.weight");
    auto bias = part("bn.bias");
    auto const scale = part("bn.weight"), mean = part("bn.running_mean"), variance = part("bn.running_var");
    std::size_t const filter = weight.size() / bias.size();
    for (std::size_t c = 0; c < bias.size(); ++c) {
        double const factor = scale[c] / std::sqrt(variance[c] + net.at("bn_eps").get<double>());
        for (std::size_t k = 0; k < filter; ++k) weight[c * filter + k] *= factor;
        bias[c] -= factor * mean[c];
    }
    return support::array_map{
        {{"c.weight", weight}, {"c.bias", bias}, {"f.weight", part("f.weight")}, {"f.bias", part("f.bias")}}};
}

}  // namespace

TEST_CASE("golden: a strided, padded convolution", "[reference]") {
    NEEDS_SHARED_DATA("golden/golden_extra.json");
    support::deviations close("golden, Zennit's convolution rules");
    auto const file = extra("conv_s2p1");
    support::array_map const arrays{
        {{"0.weight", support::numbers(file.at("W"))}, {"0.bias", support::numbers(file.at("b"))}}};
    auto values = support::numbers(file.at("x"));
    golden::maps maps(file.at("R"), close);
    maps.expect_outputs<on_reals>(file.at("z"), arrays, values);
    expect_convolution<on_reals>(maps, arrays, values);
    maps.expect<in_box, on<first, z_box>>("ZBox(-1,1)", arrays, values);
    maps.check_complete();

    for (double& v : values) v = std::abs(v);
    golden::maps maps_of_positive(file.at("R_pos"), close);
    expect_convolution<on_reals>(maps_of_positive, arrays, values);
    expect_convolution<on_non_negative>(maps_of_positive, arrays, values);
    maps_of_positive.expect<in_box, on<first, z_box>>("ZBox(-1,1)", arrays, values);
    maps_of_positive.check_complete();
}

TEST_CASE("golden: average pooling shares in proportion", "[reference]") {
    NEEDS_SHARED_DATA("golden/golden_extra.json");
    support::deviations close("golden, Zennit's average pooling");
    auto const file = extra("avgpool3_s2p1_Norm");
    auto const values = support::numbers(file.at("x"));
    struct net : network<input<2, 5, 5>, avg_pool<3, stride<2>, padding<1>, count_padding>> {};
    golden::maps maps(file, close);
    maps.expect_outputs<net>(file.at("z"), {}, values);
    maps.expect<net>("R", {}, values);
    maps.expect<net, on<average_pools, norm>>("R", {}, values);
}

TEST_CASE("golden: a tie in max pooling goes to the first", "[reference]") {
    NEEDS_SHARED_DATA("golden/golden_extra.json");
    support::deviations close("golden, a tie in max pooling");
    auto const file = extra("maxpool_tie");
    struct net : network<input<1, 2, 2>, max_pool<2>> {};
    golden::maps maps(file, close);
    maps.expect<net>("R", {}, support::numbers(file.at("x")));
}

TEST_CASE("golden: batch norm merged into its convolution", "[reference]") {
    NEEDS_SHARED_DATA("golden/golden_extra.json");
    support::deviations close("golden, Zennit's composites with batch norm");
    auto const file = extra("bn_net");
    auto const values = support::numbers(file.at("x"));
    auto const parameters = merged(file);
    auto const net = load_from<bn_net, double>(parameters);
    auto const target = file.at("target").get<std::size_t>();
    auto const& maps = file.at("R");
    auto const expect = [&](auto const& found, std::string const& name) {
        INFO(name);
        CHECK(found.status == status::ok);
        CHECK(found.target == target);
        close.in_double.check(found.scores, support::numbers(file.at("y")), golden::in_double);
        close.in_double.check(found.relevance, support::numbers(maps.at(name)), golden::in_double);
    };
    auto const view = view_as<bn_net>(values);
    expect(net.explain<epsilon_plus>(view), "EpsilonPlus merged");
    expect(net.explain<epsilon_plus, scalar_engine>(view, target), "EpsilonPlus merged");
    expect(net.explain<epsilon_gamma_box>(view), "EpsilonGammaBox(0,1) merged");
    expect(net.explain<epsilon_gamma_box, scalar_engine>(view, class_<2>), "EpsilonGammaBox(0,1) merged");

    // Left unmerged and passed through, it changes the map: what reaches it meets the convolution's own weights.
    auto const above = net.explain<epsilon_plus>(view, keep<1>).relevance_at<1>();
    support::array_map const own{
        {{"c.weight", support::numbers(file.at("params").at("c.weight"))}, {"c.bias", std::vector<double>(2)}}};
    auto const passed =
        load_from<bn_net_before_norm, double>(own).explain<epsilon_plus>(view, start_vector(above)).relevance;
    auto const& unmerged = support::numbers(maps.at("EpsilonPlus unmerged(BN Pass)"));
    close.in_double.check(passed, unmerged, golden::in_double);
    CHECK(support::largest_difference(unmerged, support::numbers(maps.at("EpsilonPlus merged"))) > 0.05);
    CHECK(maps.size() == 3);
}
