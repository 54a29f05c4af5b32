#pragma once
/// What every propagation rule offers, and the wrappers that change one property of a rule.
#include <constexplain/layer/layer.hpp>
#include <constexplain/rule/convention.hpp>

namespace constexplain {

/// What a rule asks of the domain of its layer's inputs.
enum class requirement : unsigned char { none, non_negative, bounds };

namespace detail {
struct rule_tag {};

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
}  // namespace detail

/// The rule with every bias left out of its shares and of the ledger (Zennit's zero_params='bias').
template<propagation_rule Rule>
struct no_bias : Rule {
    static_assert(Rule::template applies_to<kind::dense>, "no_bias: for rules of linear layers");
    template<class Convention>
    using parts_in = typename detail::drop_biases<typename Rule::template parts_in<Convention>>::type;
};

/// The rule with its own stabiliser in place of the convention's: `stabilised<z_plus, 0>`.
template<propagation_rule Rule, auto Epsilon>
struct stabilised : Rule {
    static_assert(Epsilon >= 0, "stabilised: the stabiliser must not be negative");
    template<class Convention>
    static constexpr double stabiliser_in = static_cast<double>(Epsilon);
};

/// The rule in its generalised form, for inputs of any sign, where its theory does not hold. States intent:
/// nothing is checked.
template<propagation_rule Rule>
struct unchecked : Rule {
    static_assert(Rule::needs != requirement::bounds, "unchecked: a rule that needs bounds cannot do without them");
    static constexpr requirement needs = requirement::none;
};

}  // namespace constexplain
