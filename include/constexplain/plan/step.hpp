#pragma once
/// One layer with its rule: all that is settled before any number is seen.
#include <constexplain/plan/activity.hpp>
#include <constexplain/plan/specialise.hpp>

namespace constexplain {

namespace detail {
template<class Rule, class Convention>
struct stabiliser_of {
    static constexpr double value = Rule::template stabiliser_in<Convention>;
};
template<class Convention>
struct stabiliser_of<skipped, Convention> {
    static constexpr double value = 0;
};
}  // namespace detail

/// The step of a relevance pass at a node of a network under a rule set.
template<class Net, class Rules, size_t Index>
struct step {
    using node_type = node<Net, Index>;
    using layer_type = typename node_type::layer_type;
    using rules = Rules;
    using rule_type = rule_for<Rules, node_type>;
    using convention_type = typename Rules::convention_type;
    /// The stabiliser as a type: by the rule and the convention alone.
    using stabiliser_type = detail::stabiliser_of<rule_type, convention_type>;
    static constexpr double stabiliser = stabiliser_type::value;
    /// Relevance stays where it is, in the same buffer.
    static constexpr bool moves_nothing =
        !joining_layer<layer_type> && !moving_layer<layer_type> &&
        (std::is_base_of_v<pass, rule_type> || std::is_same_v<rule_type, detail::skipped> ||
         std::is_base_of_v<kind::reordering, layer_type>);
    /// The sign of the inputs, as far as the rule relies on it.
    static constexpr detail::known_sign sign =
        rule_type::trusts_domain ? detail::sign_of(node_type::in.values) : detail::known_sign::none;
    /// Relevance at the outputs is at most in proportion to their values.
    static constexpr bool relevance_is_in_proportion = detail::in_proportion<Net, Rules>[Index + 1];
    /// The parts of a linear layer's rule that are computed here: on this layer's domain, for the neurons that
    /// relevance reaches.
    template<class Rule = rule_type>
    using parts = typename detail::simplified_parts<sign, detail::active_only<Net, Rules>[Index + 1],
                                                    typename Rule::template parts_in<convention_type>>::type;
    static constexpr size_t part_count = [] {
        if constexpr (linear_layer<layer_type>)
            return parts<>::size;
        else
            return size_t{0};
    }();
};

}  // namespace constexplain
