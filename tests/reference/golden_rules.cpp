// One dense layer under every rule, as Zennit and as Captum compute it.

#include "golden_maps.hpp"

namespace {

using namespace constexplain;

struct on_reals : network<input<4>, dense<3>> {};
struct on_non_negative : network<input<4>::non_negative, dense<3>> {};
struct in_box_of_2 : network<input<4>::within<-2, 2>, dense<3>> {};
struct in_box_of_3 : network<input<4>::within<-3, 3>, dense<3>> {};

struct stored_layer {
    support::json file = support::read_json(support::shared_data("golden/golden_rules.json"));
    support::array_map arrays{
        {{"0.weight", support::numbers(file.at("W"))}, {"0.bias", support::numbers(file.at("b"))}}};

    [[nodiscard]] std::vector<double> values(std::string const& kind) const {
        return support::numbers(file.at(kind == "x>=0" ? "x_pos" : "x"));
    }
};

template<class Net>
void expect_zennit(golden::maps& maps, stored_layer const& from, std::vector<double> const& values) {
    maps.expect<Net, on<first, epsilon<1e-6>>>("Epsilon(1e-6)", from.arrays, values);
    maps.expect<Net, on<first, epsilon<>>>("Epsilon(1e-6)", from.arrays, values);
    maps.expect<Net, on<first, epsilon<0.25>>>("Epsilon(0.25)", from.arrays, values);
    maps.expect<Net, on<first, no_bias<epsilon<>>>>("Epsilon(1e-6,zero_params=bias)", from.arrays, values);
    maps.expect<Net, on<first, unchecked<z_plus>>>("ZPlus", from.arrays, values);
    maps.expect<Net, on<first, alpha_beta<2, 1>>>("AlphaBeta(2,1)", from.arrays, values);
    maps.expect<Net, on<first, alpha_beta<1, 0>>>("AlphaBeta(1,0)", from.arrays, values);
    maps.expect<Net, on<first, gamma_rule<0.25>>>("Gamma(0.25)", from.arrays, values);
    maps.expect<Net, on<first, w_square>>("WSquare", from.arrays, values);
    maps.expect<Net, on<first, flat>>("Flat", from.arrays, values);
}

template<class Net>
void expect_captum(golden::maps& maps, stored_layer const& from, std::vector<double> const& values) {
    using captum = convention::captum;
    maps.expect<Net, captum, on<first, epsilon<>>>("EpsilonRule(1e-9)", from.arrays, values);
    maps.expect<Net, captum, on<first, epsilon<0.25>>>("EpsilonRule(0.25)", from.arrays, values);
    maps.expect<Net, captum, on<first, gamma_rule<0.25>>>("GammaRule(0.25)", from.arrays, values);
    maps.expect<Net, captum, on<first, no_bias<gamma_rule<0.25>>>>("GammaRule(set_bias_to_zero)", from.arrays,
                                                                   values);
    maps.expect<Net, captum, on<first, alpha_beta<1, 0>>>("Alpha1_Beta0_Rule", from.arrays, values);
    maps.expect<Net, captum, on<first, unchecked<z_plus>>>("Alpha1_Beta0_Rule", from.arrays, values);
    maps.expect<Net, captum, on<first, no_bias<alpha_beta<1, 0>>>>("Alpha1_Beta0_Rule(set_bias_to_zero)", from.arrays,
                                                                   values);
}

}  // namespace

TEST_CASE("golden: a dense layer in Zennit's convention", "[reference]") {
    NEEDS_SHARED_DATA("golden/golden_rules.json");
    support::deviations close("golden, Zennit's dense rules");
    stored_layer const from;
    for (std::string const kind : {"mixed-sign x", "x>=0"}) {
        INFO(kind);
        auto const values = from.values(kind);
        golden::maps maps(from.file.at("zennit").at(kind), close);
        expect_zennit<on_reals>(maps, from, values);
        if (kind == "x>=0") expect_zennit<on_non_negative>(maps, from, values);
        // One coordinate lies outside the box: computed all the same, and said.
        maps.expect<in_box_of_2, on<first, z_box>>("ZBox(-2,2)", from.arrays, values, status::input_outside_domain);
        maps.check_complete();
    }
}

TEST_CASE("golden: a dense layer in Captum's convention", "[reference]") {
    NEEDS_SHARED_DATA("golden/golden_rules.json");
    support::deviations close("golden, Captum's dense rules");
    stored_layer const from;
    for (std::string const kind : {"mixed-sign x", "x>=0"}) {
        INFO(kind);
        golden::maps maps(from.file.at("captum").at(kind), close);
        expect_captum<on_reals>(maps, from, from.values(kind));
        if (kind == "x>=0") expect_captum<on_non_negative>(maps, from, from.values(kind));
        maps.check_complete();
    }
}

TEST_CASE("golden: a dense layer whose inputs lie in the box of z^B", "[reference]") {
    NEEDS_SHARED_DATA("golden/golden_extra.json");
    support::deviations close("golden, Zennit's z^B in a box that holds the inputs");
    stored_layer const from;
    auto const file = support::read_json(support::shared_data("golden/golden_extra.json"));
    golden::maps maps(file.at("dense_ZBox(-3,3)"), close);
    for (std::string const kind : {"mixed-sign x", "x>=0"})
        maps.expect<in_box_of_3, on<first, z_box>>(kind, from.arrays, from.values(kind));
    maps.check_complete();
}
