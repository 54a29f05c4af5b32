// Which rule each layer gets.
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

#include <type_traits>

using namespace constexplain;

namespace {

struct lenet : network<input<1, 28, 28>::within<0, 1>,                                   //
                       named<"stem", conv2d<10, kernel<5>>>, relu, max_pool<2>,          //  0 to 2
                       conv2d<25, kernel<5>>, relu, avg_pool<2>,                         //  3 to 5
                       flatten, dense<100>, constexplain::tanh, dense<10>, softmax> {};  //  6 to 10

template<class Rules, size_t Index, class Rule>
inline constexpr bool gets = std::is_same_v<rule_for<Rules, node<lenet, Index>>, Rule>;

// The first entry that matches decides; what no entry selects has its default.
struct lenet_rules : rules<on<first, z_box>, on<convolutions, z_plus>, on<dense_layers, epsilon<1e-6>>> {};
static_assert(gets<lenet_rules, 0, z_box> && gets<lenet_rules, 3, z_plus>);
static_assert(gets<lenet_rules, 7, epsilon<1e-6>> && gets<lenet_rules, 9, epsilon<1e-6>>);
static_assert(gets<lenet_rules, 1, pass> && gets<lenet_rules, 8, pass> && gets<lenet_rules, 6, pass>);
static_assert(gets<lenet_rules, 2, winner_takes_all> && gets<lenet_rules, 5, norm>);
static_assert(gets<lenet_rules, 10, detail::skipped>);

// The composites of the literature.
static_assert(gets<epsilon_plus, 0, z_plus> && gets<epsilon_plus, 3, z_plus> && gets<epsilon_plus, 7, epsilon<>> &&
              gets<epsilon_plus, 9, epsilon<>>);
static_assert(gets<epsilon_plus_flat, 0, flat> && gets<epsilon_plus_flat, 3, z_plus> &&
              gets<epsilon_plus_flat, 7, epsilon<>>);
static_assert(gets<epsilon_gamma_box, 0, z_box> && gets<epsilon_gamma_box, 3, constexplain::gamma<0.25>> &&
              gets<epsilon_gamma_box, 9, epsilon<>>);
static_assert(gets<epsilon_alpha2_beta1, 0, alpha_beta<2, 1>> && gets<epsilon_alpha2_beta1, 7, epsilon<>>);
static_assert(gets<epsilon_alpha2_beta1_flat, 0, flat> && gets<epsilon_alpha2_beta1_flat, 3, alpha_beta<2, 1>>);
static_assert(gets<gradient, 0, backpropagate> && gets<gradient, 1, backpropagate> &&
              gets<gradient, 5, backpropagate>);
static_assert(gets<guided_backprop, 1, guided> && gets<guided_backprop, 0, backpropagate>);
static_assert(gets<deconvnet, 1, deconvolve> && gets<deconvnet, 2, backpropagate>);
static_assert(gets<excitation_backprop, 9, unchecked<no_bias<z_plus>>> && gets<excitation_backprop, 1, pass>);
static_assert(gradient::starts_from_one && !gradient::multiplies_by_input &&
              gradient_times_input::multiplies_by_input);

// Each selector by itself, as the set of the layers that it chooses.
template<class Selector>
constexpr unsigned chosen = [] {
    unsigned bits = 0;
    meta::for_each_index<lenet::depth>([&](auto index) {
        if (Selector::template matches<node<lenet, index>>) bits |= 1U << index;
    });
    return bits;
}();
constexpr unsigned layers(auto... indices) { return (0U | ... | (1U << indices)); }

static_assert(chosen<all_layers> == (1U << 11) - 1 && chosen<linear_layers> == layers(0, 3, 7, 9));
static_assert(chosen<convolutions> == layers(0, 3) && chosen<dense_layers> == layers(7, 9));
static_assert(chosen<activations> == layers(1, 4, 8) && chosen<softmaxes> == layers(10));
static_assert(chosen<pools> == layers(2, 5) && chosen<max_pools> == layers(2) && chosen<average_pools> == layers(5));
static_assert(chosen<first> == layers(0) && chosen<last> == layers(9));
static_assert(chosen<first_of<dense_layers>> == layers(7) && chosen<last_of<convolutions>> == layers(3));
static_assert(chosen<first_of<none_of<all_layers>>> == 0 && chosen<last_of<none_of<all_layers>>> == 0);
static_assert(chosen<layer_at<4>> == layers(4) && chosen<layer_range<2, 5>> == layers(2, 3, 4));
static_assert(chosen<layer_named<"stem">> == layers(0) && chosen<layer_named<"relu">> == 0);
static_assert(chosen<all_of<linear_layers, none_of<first>>> == layers(3, 7, 9));
static_assert(chosen<any_of<first, last, max_pools>> == layers(0, 2, 9));
static_assert(chosen<all_of<linear_layers, layer_range<3, 8>>> == layers(3, 7));

// Conventions and options of a rule set.
static_assert(std::is_same_v<lenet_rules::convention_type, convention::zennit>);
static_assert(std::is_same_v<rules<on<first, flat>, convention::paper>::convention_type, convention::paper>);
static_assert(lenet_rules::entries::size == 3 && rules<starting_from_one, times_input>::entries::size == 0);

}  // namespace
