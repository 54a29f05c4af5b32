/// Deep Taylor decomposition as types: what the compiler knows of a map, what the parameters settle, what the input
/// settles, and the root points themselves. docs/deep-taylor.md shows this program in pieces.
#include "fashion_network.hpp"

#include <cmath>
#include <iostream>

using namespace constexplain;
using constexplain::examples::fashion;

// [domains]
// ReLU and pooling keep what the theory needs to know: the set that each layer's inputs live in.
static_assert(fashion::domains[0] == domain::box(0, 1));       // pixels
static_assert(fashion::domains[1] == domain::reals());         // a convolution of them
static_assert(fashion::domains[2] == domain::non_negative());  // after the ReLU
static_assert(fashion::domains[3] == domain::non_negative());  // after max pooling
// [domains]

// [rules]
// deep_taylor chooses each layer's rule from these sets alone.
static_assert(std::is_same_v<rule_for<deep_taylor, node<fashion, 0>>, z_box>);   // the pixels' box holds 0
static_assert(std::is_same_v<rule_for<deep_taylor, node<fashion, 3>>, z_plus>);  // inputs >= 0
static_assert(admissible<fashion, deep_taylor>);
// [rules]

// [guarantee]
// Positive whatever the parameters; conservative, and so consistent, if no bias is positive.
static_assert(guarantee<fashion, deep_taylor>::positive == certainty::yes);
static_assert(guarantee<fashion, deep_taylor>::conservative == certainty::if_biases_are_non_positive);
// Epsilon promises neither, and the constant says at which layer and why.
static_assert(guarantee<fashion, epsilon_plus>::positive == certainty::no);
static_assert(guarantee<fashion, epsilon_plus>::positive.layer == 11);
static_assert(guarantee<fashion, epsilon_plus>::positive.why == doubt::signed_shares);
// [guarantee]

// [without_biases]
// Without biases the types decide alone, and the assertion is an error with the facts where it fails.
struct unbiased : network<input<4>::non_negative, dense<8, without_bias>, relu, dense<3, without_bias>> {};
static_assert(is_consistent<unbiased, deep_taylor>);
// LRP-0 then conserves relevance too, but its shares have either sign.
struct lrp_0 : rules<convention::paper, on<linear_layers, epsilon<0>>> {};
static_assert(is_conservative<unbiased, lrp_0>);
static_assert(guarantee<unbiased, lrp_0>::positive == certainty::no);
// [without_biases]

// [constant]
// A network small enough for a static_assert: its map by hand is 2 * (3, 1) / 4.
struct tiny : network<input<2>::non_negative, dense<2>, relu, dense<1>> {};
constexpr auto small = make_model<tiny, double>(std::array{1.0, 0.5, -1.0, -1.0}, std::array{-1.0, 0.0},
                                                std::array{0.75, 1.0}, std::array{-0.25});
constexpr auto why_small = small.explain<deep_taylor>(std::array{3.0, 2.0});
static_assert(guarantees<deep_taylor>(small).consistent == certainty::yes);
static_assert(why_small.certificate.is_consistent());
static_assert(why_small.scores[0] == 2.0);
static_assert(why_small.relevance[0] == 1.5 && why_small.relevance[1] == 0.5);
// [constant]

// [cost]
// Terms that the domain spares are not computed: z+ needs one product on non-negative inputs, two in general.
struct general : rules<convention::paper, on<linear_layers, unchecked<z_plus>>> {};
static_assert(explain_cost<unbiased, deep_taylor>.transposed == unbiased::cost.macs);
static_assert(explain_cost<unbiased, general>.transposed == 2 * unbiased::cost.macs);
// [cost]

int main() {
    bool all_hold = true;
    auto const check = [&](char const* what, bool holds) {
        std::cout << (holds ? "holds: " : "FAILS: ") << what << "\n";
        all_hold = all_hold && holds;
    };
    auto const file = load_npy<float>("boot.npy");
    auto const image = view_as<fashion>(file.values);

    // [settled]
    auto const net = load<fashion>("fashion_nonpositive.npz");  // trained with biases kept at 0 or below
    auto const why = net.explain<deep_taylor>(image);
    check("no bias is positive", guarantees<deep_taylor>(net).consistent == certainty::yes);
    check("the map is certified", why.certificate.is_consistent());
    check("it sums to the score", why.ledger.total_absorbed() == 0 && why.ledger.closes(1e-6F));
    check("it holds no negative number", std::ranges::all_of(why.relevance, [](float r) { return r >= 0; }));
    // [settled]

    // [broken]
    auto const ordinary = load<fashion>("fashion.npz");
    auto const uncertain = ordinary.explain<deep_taylor>(image).certificate;
    check("a positive bias takes the promise away", uncertain.conservative == reservation::positive_bias);
    check("the maps stay positive", uncertain.is_positive());
    for (auto const& b : biases_above_zero(ordinary))
        if (b.layer == 0) std::cout << "    layer " << b.layer << ", channel " << b.channel << ": " << b.bias << "\n";
    // [broken]

    // [roots]
    // Three neurons of the first convolution: their roots lie in the box of the pixels, where the neuron is 0.
    std::array<size_t, 3> const neurons{3 * 784 + 14 * 28 + 14, 5 * 784 + 20 * 28 + 9, 7 * 784 + 18 * 28 + 21};
    for (auto const& root : roots<root::segment, 0>(net, image, neurons)) {
        std::cout << "    neuron " << root.neuron << ": " << to_string(root.state);
        if (root.point)
            std::cout << ", g(x) " << root.pre_activation << ", g(root) " << root.value << ", distance "
                      << root.distance << (root.verifies(1e-6F) ? ", verified" : "");
        std::cout << "\n";
    }
    // [roots]

    // [critics]
    // The explained class seen from the pixels: the nearest root of its linear form lies outside the region in which
    // the network is that form, as Sixt and Landgraf say.
    auto const far = roots<root::nearest, 11, 0>(net, image, std::array{why.target})[0];
    check("the nearest root from the pixels leaves the linear region", far.point && !far.same_region);
    // [critics]
    return all_hold ? 0 : 1;
}
