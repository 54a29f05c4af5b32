// Deep Taylor decomposition as types: the rule of each domain, what it guarantees, what it costs.
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/cost.hpp>
#include <constexplain/plan/guarantee.hpp>
#include <constexplain/rule/composites.hpp>
#include <constexplain/rule/deep_taylor.hpp>
#include <constexplain/rule/taylor.hpp>

using namespace constexplain;

namespace {

// --- the rule of each domain ----------------------------------------------------------------------------------

template<class Input>
struct two_layers : network<Input, dense<8>, relu, dense<3>> {};
template<class Input>
using first_rule = rule_for<deep_taylor, node<two_layers<Input>, 0>>;

static_assert(std::is_same_v<first_rule<input<4>>, w_square>);
static_assert(std::is_same_v<first_rule<input<4>::non_negative>, z_plus>);
static_assert(std::is_same_v<first_rule<input<4>::within<0, 1>>, z_box>);
static_assert(std::is_same_v<first_rule<input<4>::within<-1, 1>>, z_box>);
static_assert(std::is_same_v<first_rule<input<4>::within<0.5, 1>>, w_square>);
static_assert(std::is_same_v<first_rule<input<4>::within<-2, -1>>, w_square>);
static_assert(std::is_same_v<rule_for<deep_taylor, node<two_layers<input<4>>, 2>>, z_plus>);

template<class... Boxes>
struct two_channels
    : network<input<2, 4, 4>::within_per_channel<Boxes...>, conv2d<3, kernel<3>>, relu, flatten, dense<2>> {};
template<class... Boxes>
using rule_of_boxes = rule_for<deep_taylor, node<two_channels<Boxes...>, 0>>;
static_assert(std::is_same_v<rule_of_boxes<box<-1, 1>, box<0, 2>>, z_box>);
static_assert(std::is_same_v<rule_of_boxes<box<-1, 1>, box<1, 2>>, w_square>);  // though the hull holds 0

// A segment's rule: z^B's in a box, z+'s on [0, inf).
struct by_segments : rules<on<linear_layers, taylor<root::segment>>> {};
static_assert(std::is_same_v<rule_for<by_segments, node<two_layers<input<4>::within<0, 1>>, 0>>,
                             taylor<root::segment::in_box>>);
static_assert(
    std::is_same_v<rule_for<by_segments, node<two_layers<input<4>::non_negative>, 0>>, taylor<root::segment>>);
struct unchecked_segments : rules<on<linear_layers, unchecked<stabilised<taylor<root::segment>, 1e-6>>>> {};
static_assert(std::is_same_v<rule_for<unchecked_segments, node<two_layers<input<4>::within<0, 1>>, 0>>,
                             unchecked<stabilised<taylor<root::segment::in_box>, 1e-6>>>);

// --- what is guaranteed -----------------------------------------------------------------------------------------

constexpr auto yes = certainty::yes;
constexpr auto no = certainty::no;
constexpr auto if_biases = certainty::if_biases_are_non_positive;

template<class Net, class Rules>
constexpr bool is(certainty conservative, certainty positive) {
    return guarantee<Net, Rules>::conservative == conservative && guarantee<Net, Rules>::positive == positive;
}
template<class Net, class Rules>
constexpr bool refused(doubt why, size_t at_layer) {
    constexpr auto g = guarantee<Net, Rules>::conservative;
    return g == no && g.why == why && g.layer == at_layer;
}
template<class Net, class Rules>
constexpr bool not_positive(doubt why, size_t at_layer) {
    constexpr auto g = guarantee<Net, Rules>::positive;
    return g == no && g.why == why && g.layer == at_layer;
}

struct lenet : network<input<1, 12, 12>::within<0, 1>, conv2d<4, kernel<3>>, relu, max_pool<2>,  //
                       conv2d<6, kernel<3>, same>, relu, avg_pool<5>, flatten, dense<10>> {};
struct without_biases
    : network<input<1, 12, 12>::within<0, 1>, conv2d<4, kernel<3>, without_bias>, relu, max_pool<2>,
              conv2d<6, kernel<3>, same, without_bias>, relu, avg_pool<5>, flatten, dense<10, without_bias>> {};

static_assert(is<lenet, deep_taylor>(if_biases, yes) && is<without_biases, deep_taylor>(yes, yes));
static_assert(guarantee<lenet, deep_taylor>::consistent == if_biases);
static_assert(guarantee<lenet, deep_taylor>::conservative.why == doubt::bias_of_any_sign);
// Settled: by the biases of the layers that wait for them.
constexpr auto biases_positive_in = [](size_t layer) {
    std::array<bool, lenet::depth> positive{};
    positive[layer] = true;
    return positive;
};
static_assert(guarantee<lenet, deep_taylor>::settled({}).consistent == yes);
constexpr auto settled = guarantee<lenet, deep_taylor>::settled(biases_positive_in(3));
static_assert(settled.consistent == no && settled.conservative.why == doubt::positive_bias &&
              settled.conservative.layer == 3 && settled.positive == yes);
struct flat_first : rules<convention::paper, on<first, flat>, on<linear_layers, z_plus>> {};
static_assert(guarantee<lenet, flat_first>::settled(biases_positive_in(0)).consistent == yes);  // counts taps
static_assert(guarantee<lenet, flat_first>::settled(biases_positive_in(3)).consistent == no);
static_assert(is_consistent<without_biases, deep_taylor> && is_positive<lenet, deep_taylor>);
static_assert(is<lenet, by_segments>(no, yes));  // pooling has Zennit's stabiliser here
static_assert(refused<lenet, by_segments>(doubt::stabiliser, 5));
struct segments_on_paper : rules<convention::paper, on<linear_layers, taylor<root::segment>>> {};
static_assert(is<lenet, segments_on_paper>(if_biases, yes));

// A box that excludes 0.
struct far_from_zero : network<input<4>::within<1, 2>, dense<8>, relu, dense<3>> {};
static_assert(is<far_from_zero, deep_taylor>(if_biases, yes));  // by w^2
static_assert(refused<far_from_zero, deep_taylor_box>(doubt::box_without_zero, 0));
static_assert(guarantee<far_from_zero, deep_taylor_box>::positive == yes);

// Stabilisers, biases, signs, derivatives.
static_assert(refused<lenet, epsilon_plus>(doubt::bias_in_shares, 7));
static_assert(not_positive<lenet, epsilon_plus>(doubt::signed_shares, 7));
static_assert(refused<without_biases, epsilon_plus>(doubt::stabiliser, 7));
struct lrp_0 : rules<convention::paper, on<linear_layers, epsilon<0>>> {};
static_assert(is<without_biases, lrp_0>(yes, no) && is<lenet, lrp_0>(no, no));
struct from_the_origin : rules<convention::paper, on<linear_layers, taylor<root::zero>>> {};
static_assert(is<lenet, from_the_origin>(if_biases, no));
struct plus_in_zennits : rules<on<linear_layers, stabilised<z_plus, 0>>, on<pools, stabilised<norm, 0>>,
                               on<max_pools, winner_takes_all>> {};
struct pools_without : network<input<4>::non_negative, dense<8>, relu, dense<3>> {};
static_assert(is<pools_without, plus_in_zennits>(if_biases, yes));  // p(b) = 0 where b <= 0
struct captums : rules<convention::captum, on<linear_layers, stabilised<z_plus, 0>>> {};
static_assert(is<pools_without, captums>(no, no));
static_assert(refused<lenet, gradient>(doubt::not_a_share, 7) &&
              refused<lenet, gradient_times_input>(doubt::times_input, 0));
struct two_and_one : rules<convention::paper, on<linear_layers, alpha_beta<2, 1>>> {};
static_assert(refused<pools_without, two_and_one>(doubt::beta_part, 2));
struct one_and_none : rules<convention::paper, on<linear_layers, alpha_beta<1, 0>>> {};
static_assert(is<pools_without, one_and_none>(if_biases, yes));
struct raised : rules<convention::paper, on<linear_layers, no_bias<constexplain::gamma<0.25>>>> {};
static_assert(is<pools_without, raised>(if_biases, no));

// Relevance that reaches inactive neurons: under w^2, flat or a box in a hidden layer; under a sigmoid.
struct squares : rules<convention::paper, on<linear_layers, w_square>> {};
static_assert(refused<pools_without, squares>(doubt::inactive_neurons, 0) &&
              guarantee<pools_without, squares>::positive == yes);
struct flats : rules<convention::paper, on<linear_layers, flat>> {};
static_assert(is<pools_without, flats>(yes, yes));  // the taps are counted whatever the bias
struct logistic : network<input<4>::non_negative, dense<8>, sigmoid, dense<3>> {};
static_assert(refused<logistic, deep_taylor_z_plus>(doubt::inactive_neurons, 0));
static_assert(guarantee<logistic, deep_taylor_z_plus>::positive == yes);
struct equal_pools : rules<convention::paper, on<pools, flat>, on<linear_layers, z_plus>> {};
struct pooled : network<input<1, 4, 4>::non_negative, conv2d<3, kernel<3>>, relu, max_pool<2>, flatten, dense<3>> {};
static_assert(refused<pooled, equal_pools>(doubt::inactive_neurons, 0) &&
              guarantee<pooled, equal_pools>::positive == yes);

// Inputs of both signs before the first linear layer.
struct pooled_first : network<input<1, 4, 4>, avg_pool<2>, flatten, dense<3>> {};
static_assert(guarantee<pooled_first, deep_taylor>::positive == no);
static_assert(not_positive<pooled_first, deep_taylor>(doubt::signed_shares, 0));

// A box of a root that does not hold the inputs.
struct from_a_corner
    : rules<convention::paper, on<first, unchecked<taylor<root::worst_case<box<0, 1>>>>>, on<linear_layers, z_plus>> {
};
static_assert(not_positive<two_layers<input<4>>, from_a_corner>(doubt::signed_shares, 0));

// --- what it costs ----------------------------------------------------------------------------------------------

struct mlp : network<input<10>::non_negative, dense<20>, relu, dense<5>> {};
constexpr size_t macs = 10 * 20 + 20 * 5;
constexpr bool operator==(explanation_cost const& a, explanation_cost const& b) {
    return a.forward == b.forward && a.denominators == b.denominators && a.transposed == b.transposed;
}
static_assert(explain_cost<mlp, rules<on<linear_layers, epsilon<>>>> == explanation_cost{macs, 0, macs});
static_assert(explain_cost<mlp, rules<on<linear_layers, z_plus>>> == explanation_cost{macs, macs, macs});
static_assert(explain_cost<mlp, rules<on<linear_layers, alpha_beta<2, 1>>>> ==
              explanation_cost{macs, 2 * macs, 2 * macs});
// gamma: one product below a layer that sends nothing to inactive neurons; two at the output, which may be negative.
static_assert(explain_cost<mlp, rules<on<linear_layers, constexplain::gamma<0.25>>>> ==
              explanation_cost{macs, 200 + 2 * 100, 200 + 2 * 100});
struct mlp_on_reals : network<input<10>, dense<20>, constexplain::tanh, dense<5>> {};
static_assert(explain_cost<mlp_on_reals, rules<on<linear_layers, unchecked<z_plus>>>> ==
              explanation_cost{macs, 2 * macs, 2 * macs});
static_assert(explain_cost<mlp_on_reals, rules<on<linear_layers, alpha_beta<2, 1>>>> ==
              explanation_cost{macs, 4 * macs, 4 * macs});
static_assert(explain_cost<mlp_on_reals, rules<on<linear_layers, constexplain::gamma<0.25>>>> ==
              explanation_cost{macs, 4 * macs, 4 * macs});
static_assert(explain_cost<mlp, gradient> == explanation_cost{macs, 0, macs});

}  // namespace
