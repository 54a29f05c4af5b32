#pragma once
/// What every propagation rule offers, and the wrappers that change one property of a rule.
#include <constexplain/layer/layer.hpp>
#include <constexplain/rule/convention.hpp>

namespace constexplain {

/// What a rule asks of the domain of its layer's inputs.
enum class requirement : unsigned char { none, non_negative, bounds, non_negative_or_bounds, inside_its_box };

namespace detail {
struct rule_tag {
    /// Whether the rule is written right; where not, it has told so itself.
    static constexpr bool is_sound = true;
    /// Whether terms that vanish on the domain of the layer's inputs are left out.
    static constexpr bool trusts_domain = true;
    /// Whether the rule has a meaning in a convention.
    template<class Convention>
    static constexpr bool exists_in = true;
};

/// Shared by the rules of linear layers: `parts_in<Convention>` is their formula.
struct linear_rule : rule_tag {
    static constexpr requirement needs = requirement::none;
    template<class Layer>
    static constexpr bool applies_to = linear_layer<Layer>;
    template<class Convention>
    static constexpr double stabiliser_in = Convention::stabiliser;
};
}  // namespace detail

/// A propagation rule.
template<class R>
concept propagation_rule = std::is_base_of_v<detail::rule_tag, R>;

namespace detail {
/// A rule at a node: another one where its formula depends on the domain of the node's inputs.
template<class Rule, class Node>
struct rule_at : std::type_identity<Rule> {};
}  // namespace detail

namespace detail {
template<class Part>
struct drop_bias;
template<auto C, term::outputs W, term::denominator D, class Bias, class... Products>
struct drop_bias<term::part<C, W, D, Bias, Products...>> {
    using type = term::part<C, W, D, term::none, Products...>;
};
template<class Parts>
struct drop_biases;
template<class... Parts>
struct drop_biases<meta::list<Parts...>> {
    using type = meta::list<typename drop_bias<Parts>::type...>;
};

/// Stands for a type that is no rule, once that has been told.
struct no_rule : rule_tag {
    static constexpr requirement needs = requirement::none;
    template<class Layer>
    static constexpr bool applies_to = true;
    template<class Convention>
    static constexpr double stabiliser_in = 0;
    template<class Convention>
    using parts_in = meta::list<>;
};
template<class Rule>
using rule_or_none = std::conditional_t<propagation_rule<Rule>, Rule, no_rule>;

template<class Rule>
inline constexpr bool is_linear_rule = false;
template<propagation_rule Rule>
inline constexpr bool is_linear_rule<Rule> = Rule::template applies_to<kind::dense>;
template<class Rule>
using linear_rule_or_none = std::conditional_t<is_linear_rule<Rule>, Rule, no_rule>;

template<class Rule, class Wrapped>
using reject_no_rule = reject<
    unless<propagation_rule<Rule>, RULE_MISUSED<Wrapped, needs::a_propagation_rule,
                                                cure::wrap_a_rule_of_linear_layers_such_as_epsilon_or_z_plus>>>;
template<auto Number, class Rule>
using reject_negative = reject<
    unless<(Number >= 0), RULE_MISUSED<Rule, needs::a_number_of_at_least_0, cure::write_0_or_a_positive_number>>>;
}  // namespace detail

/// The rule with every bias left out of its shares and of the ledger (Zennit's zero_params='bias').
template<class Rule>
struct no_bias : detail::linear_rule_or_none<Rule> {
    static constexpr bool is_sound = detail::is_linear_rule<Rule> && detail::linear_rule_or_none<Rule>::is_sound;
    static_assert(sizeof(
        detail::reject<detail::unless<detail::is_linear_rule<Rule>,
                                      RULE_MISUSED<no_bias, needs::a_rule_of_linear_layers,
                                                   cure::wrap_a_rule_of_linear_layers_such_as_epsilon_or_z_plus>>>));
    template<class Convention>
    using parts_in =
        typename detail::drop_biases<typename detail::linear_rule_or_none<Rule>::template parts_in<Convention>>::type;
};

/// The rule with its own stabiliser in place of the convention's: `stabilised<z_plus, 0>`.
template<class Rule, auto Epsilon>
struct stabilised : detail::rule_or_none<Rule> {
    static constexpr bool is_sound = propagation_rule<Rule> && Epsilon >= 0 && detail::rule_or_none<Rule>::is_sound;
    static_assert(sizeof(detail::reject_no_rule<Rule, stabilised>));
    static_assert(sizeof(detail::reject_negative<Epsilon, stabilised>));
    template<class Convention>
    static constexpr double stabiliser_in = static_cast<double>(Epsilon);
};

/// The rule in its generalised form, for inputs of any sign, where its theory does not hold. States intent:
/// nothing is checked, and nothing that the domain would spare is left out.
template<class Rule>
struct unchecked : detail::rule_or_none<Rule> {
    static constexpr bool is_sound = propagation_rule<Rule> &&
                                     detail::rule_or_none<Rule>::needs != requirement::bounds &&
                                     detail::rule_or_none<Rule>::is_sound;
    static_assert(sizeof(detail::reject_no_rule<Rule, unchecked>));
    static_assert(
        sizeof(detail::reject<
               detail::unless<detail::rule_or_none<Rule>::needs != requirement::bounds,
                              RULE_MISUSED<unchecked, needs::finite_bounds_even_when_unchecked,
                                           cure::declare_the_inputs_bounds_or_choose_a_rule_without_bounds>>>));
    static constexpr requirement needs = requirement::none;
    static constexpr bool trusts_domain = false;
};

namespace detail {
template<class Rule, class Node>
struct rule_at<no_bias<Rule>, Node> : std::type_identity<no_bias<typename rule_at<Rule, Node>::type>> {};
template<class Rule, auto Epsilon, class Node>
struct rule_at<stabilised<Rule, Epsilon>, Node>
    : std::type_identity<stabilised<typename rule_at<Rule, Node>::type, Epsilon>> {};
template<class Rule, class Node>
struct rule_at<unchecked<Rule>, Node> : std::type_identity<unchecked<typename rule_at<Rule, Node>::type>> {};
}  // namespace detail

}  // namespace constexplain
