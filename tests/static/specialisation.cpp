// A rule meets a domain: terms that vanish on it are not computed.
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/step.hpp>
#include <constexplain/rule/composites.hpp>

#include <type_traits>

using namespace constexplain;

namespace {

struct of_any_sign : network<input<4>, dense<3>> {};
struct non_negative : network<input<4>::non_negative, dense<3>> {};
struct non_positive : network<input<4>::within<-2, 0>, dense<3>> {};
struct boxed : network<input<4>::within<-2, 2>, dense<3>> {};

template<class Net, class Rule, class... More>
using parts = typename step<Net, rules<More..., on<all_layers, Rule>>, 0>::template parts<>;

template<class List>
struct count;
template<class... Parts>
struct count<meta::list<Parts...>> {
    static constexpr size_t products = (size_t{0} + ... + Parts::products::size);
};
template<class Net, class Rule, class... More>
inline constexpr size_t products = count<parts<Net, Rule, More...>>::products;

// z+: two products for inputs of any sign, one where the sign is known.
static_assert(products<of_any_sign, unchecked<z_plus>> == 2 && products<non_negative, z_plus> == 1);
static_assert(products<non_positive, alpha_beta<1, 0>> == 1);
// unchecked relies on no domain.
static_assert(products<non_negative, unchecked<z_plus>> == 2 && products<non_positive, unchecked<z_plus>> == 2);
static_assert(std::is_same_v<
              parts<non_negative, z_plus>,
              meta::list<term::share<1, term::positive_weight, term::product<term::value, term::positive_weight>>>>);
static_assert(std::is_same_v<
              parts<non_positive, alpha_beta<1, 0>>,
              meta::list<term::share<1, term::positive_weight, term::product<term::value, term::negative_weight>>>>);

// alpha-beta: two of four; alpha 1, beta 0 is z+.
static_assert(products<of_any_sign, alpha_beta<2, 1>> == 4 && products<non_negative, alpha_beta<2, 1>> == 2);
static_assert(products<of_any_sign, alpha_beta<1, 0>> == 2 && products<non_negative, alpha_beta<1, 0>> == 1);
static_assert(std::is_same_v<parts<non_negative, alpha_beta<1, 0>>, parts<non_negative, z_plus>>);
static_assert(std::is_same_v<parts<of_any_sign, alpha_beta<1, 0>>, parts<of_any_sign, unchecked<z_plus>>>);

// gamma: two of four.
static_assert(products<of_any_sign, constexplain::gamma<0.25>> == 4);
static_assert(products<non_negative, constexplain::gamma<0.25>> == 2);

// Rules whose products have no sign to use.
static_assert(products<of_any_sign, epsilon<>> == 1 && products<non_negative, epsilon<>> == 1);
static_assert(products<of_any_sign, w_square> == 1 && products<of_any_sign, flat> == 1);
static_assert(products<boxed, z_box> == 2 && products<of_any_sign, backpropagate> == 1);

// Captum's z+ keeps the inputs' signs: one product whatever they are.
static_assert(products<of_any_sign, unchecked<z_plus>, convention::captum> == 1);

// no_bias takes the bias out of every part, and nothing else.
static_assert(
    std::is_same_v<parts<non_negative, no_bias<z_plus>>,
                   meta::list<term::share<1, term::none, term::product<term::value, term::positive_weight>>>>);
static_assert(std::is_same_v<parts<non_negative, no_bias<z_plus>>, parts<non_negative, z_plus, convention::paper>>);

// Stabilisers: the convention's, or the rule's own.
template<class Rule, class... More>
inline constexpr double stabiliser = step<non_negative, rules<More..., on<all_layers, Rule>>, 0>::stabiliser;
static_assert(stabiliser<epsilon<>> == 1e-6 && stabiliser<epsilon<0.25>> == 0.25 && stabiliser<epsilon<0>> == 0);
static_assert(stabiliser<epsilon<>, convention::captum> == 1e-9 && stabiliser<z_plus, convention::paper> == 0);
static_assert(stabiliser<epsilon<>, convention::innvestigate> == 1e-7 &&
              stabiliser<z_plus, convention::innvestigate> == 0);
static_assert(stabiliser<stabilised<z_plus, 0>> == 0 && stabiliser<stabilised<w_square, 0.5>> == 0.5);
static_assert(stabiliser<no_bias<z_plus>> == 1e-6 && stabiliser<unchecked<no_bias<z_plus>>> == 1e-6);

// Behind a layer that changes the domain.
struct hidden : network<input<4>, dense<5>, relu, dense<5>, constexplain::tanh, dense<3>> {};
using hidden_rules = rules<on<linear_layers, alpha_beta<1, 0>>>;
static_assert(count<step<hidden, hidden_rules, 0>::parts<>>::products == 2);
static_assert(count<step<hidden, hidden_rules, 2>::parts<>>::products == 1);
static_assert(count<step<hidden, hidden_rules, 4>::parts<>>::products == 2);
static_assert(step<hidden, hidden_rules, 1>::moves_nothing && !step<hidden, hidden_rules, 2>::moves_nothing);

}  // namespace
