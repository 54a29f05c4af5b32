// Rule sets that suit their network, and what the search finds in those that do not.
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

#include <type_traits>

using namespace constexplain;

namespace {

struct image_net : network<input<3, 16, 16>::within_per_channel<box<-2, 2>, box<-1, 1>, box<0, 1>>,  //
                           conv2d<8, kernel<3>>, relu, max_pool<2>, conv2d<8, kernel<3>>, relu,      //
                           global_avg_pool, flatten, dense<10>, softmax> {};
struct vector_net : network<input<6>, dense<5>, constexplain::tanh, dense<4>, sigmoid, dense<3>> {};
struct no_layers_with_parameters : network<input<4, 8, 8>, max_pool<2>, relu, avg_pool<2>, flatten> {};

static_assert(admissible<image_net, rules<on<first, z_box>, on<linear_layers, z_plus>>>);
static_assert(admissible<image_net, epsilon_plus> && admissible<image_net, epsilon_plus_flat>);
static_assert(admissible<image_net, epsilon_gamma_box> && admissible<image_net, epsilon_alpha2_beta1>);
static_assert(admissible<image_net, epsilon_alpha2_beta1_flat> && admissible<image_net, excitation_backprop>);
static_assert(admissible<image_net, gradient> && admissible<image_net, gradient_times_input>);
static_assert(admissible<image_net, guided_backprop> && admissible<image_net, deconvnet>);
static_assert(admissible<image_net, rules<on<linear_layers, flat>, on<pools, flat>>>);
static_assert(admissible<image_net, rules<on<linear_layers, epsilon<>>, on<pools, norm>, on<activations, pass>>>);

static_assert(admissible<vector_net, rules<on<linear_layers, epsilon<0>>>>);
static_assert(admissible<vector_net, rules<on<linear_layers, unchecked<z_plus>>>>);
// A sigmoid has bounds and no negative values; a tanh has bounds.
static_assert(admissible<vector_net, rules<on<last, z_plus>, on<layer_at<2>, z_box>, on<first, w_square>>>);
// Every sign has a meaning in the rules of the papers but z+ and z^B.
static_assert(admissible<vector_net, rules<on<linear_layers, alpha_beta<2, 1>>>>);
static_assert(admissible<vector_net, rules<on<linear_layers, constexplain::gamma<0.5>>>>);

// Conventions.
static_assert(admissible<vector_net, rules<convention::captum, on<linear_layers, alpha_beta<1, 0>>>>);
static_assert(admissible<vector_net, rules<convention::innvestigate, on<linear_layers, alpha_beta<2, 1>>>>);

// Defaults cover all that has no parameters.
static_assert(admissible<no_layers_with_parameters, rules<>>);

// A network without a layer that a kind selects is no mistake: rule sets are written for many networks.
static_assert(admissible<vector_net, rules<on<convolutions, z_plus>, on<dense_layers, epsilon<>>>>);

// The search itself, where the answer is not an error.
template<class Net, class... Entries>
using found = detail::rules_mistake_t<Net, rules<Entries...>>;
static_assert(std::is_void_v<found<vector_net, on<all_layers, backpropagate>>>);
static_assert(std::is_same_v<found<vector_net, on<first, epsilon<>>>,
                             LAYER_WITHOUT_RULE<layer<2, dense<4>>, cure::add_an_on_entry_that_selects_it>>);
static_assert(std::is_same_v<found<vector_net, on<activations, epsilon<>>, on<linear_layers, epsilon<>>>,
                             RULE_DOES_NOT_APPLY<layer<1, constexplain::tanh>, epsilon<>,
                                                 cure::choose_a_rule_for_this_kind_of_layer>>);
static_assert(
    std::is_same_v<
        found<image_net, on<layer_at<9>, epsilon<>>, on<linear_layers, epsilon<>>>,
        SELECTOR_FINDS_NOTHING<layer_at<9>, needs::at_least_one_layer,
                               cure::count_layers_from_0_without_the_input_or_give_the_layer_that_name_with_named>>);

}  // namespace
