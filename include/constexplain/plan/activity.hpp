#pragma once
/// Which neurons relevance can reach: whether at a boundary only positive values carry any.
///
/// Below a rule that sends shares in proportion to non-negative inputs, a neuron that is not active has no
/// relevance. What a rule computes for such neurons alone is then not needed, and what it loses there is nothing. And
/// whether relevance is in proportion to values, so that no quotient R / z is large where z is small.
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/backpropagate.hpp>
#include <constexplain/rule/flat.hpp>

namespace constexplain::detail {

template<class Input>
inline constexpr bool vanishes_at_zero =
    std::is_same_v<Input, term::value> || std::is_same_v<Input, term::positive_value> ||
    std::is_same_v<Input, term::negative_value>;
template<class Parts>
inline constexpr bool sends_nothing_to_zeros = false;
template<class... Parts>
inline constexpr bool sends_nothing_to_zeros<meta::list<Parts...>> = (... && sends_nothing_to_zeros<Parts>);
template<auto C, term::outputs W, term::denominator D, class Bias, class... Products>
inline constexpr bool sends_nothing_to_zeros<term::part<C, W, D, Bias, Products...>> =
    (... && vanishes_at_zero<typename Products::input>);

/// Whether relevance at a node's inputs lies at positive values only, if it does at its outputs.
template<class Node, class Rule, class Convention>
constexpr bool only_at_positive_inputs(bool only_at_positive_outputs) {
    using L = typename Node::layer_type;
    constexpr bool non_negative = Node::in.values.is_non_negative();
    if constexpr (std::is_same_v<Rule, skipped> || std::is_base_of_v<kind::reordering, L>)
        return only_at_positive_outputs;
    else if constexpr (linear_layer<L>)
        return non_negative && sends_nothing_to_zeros<typename Rule::template parts_in<Convention>>;
    else if constexpr (std::is_base_of_v<kind::keeps_sign, L> || std::is_base_of_v<kind::concatenation, L> ||
                       moving_layer<L>)
        return only_at_positive_outputs;
    else if constexpr (std::is_base_of_v<kind::sum, L>)
        return std::is_base_of_v<norm, Rule> && non_negative;
    else if constexpr (std::is_base_of_v<winner_takes_all, Rule>)
        return only_at_positive_outputs;
    else if constexpr (std::is_base_of_v<norm, Rule>)
        return only_at_positive_outputs && non_negative;
    else
        return false;
}

/// Whether relevance at a node's inputs is at most in proportion to their values, if it is at its outputs.
template<class Node, class Rule, class Convention>
constexpr bool in_proportion_to_inputs(bool in_proportion_to_outputs) {
    using L = typename Node::layer_type;
    if constexpr (std::is_same_v<Rule, skipped> || std::is_base_of_v<kind::reordering, L>)
        return in_proportion_to_outputs;
    else if constexpr (linear_layer<L>)
        return sends_nothing_to_zeros<typename Rule::template parts_in<Convention>>;
    else if constexpr (std::is_base_of_v<kind::keeps_sign, L> || std::is_base_of_v<kind::concatenation, L> ||
                       moving_layer<L>)
        return in_proportion_to_outputs;
    else if constexpr (std::is_base_of_v<norm, Rule>)
        return true;
    else if constexpr (std::is_base_of_v<winner_takes_all, Rule>)
        return in_proportion_to_outputs;
    else
        return false;
}

/// For each boundary: whether `below(node, rule, above)` says so of each layer that reads it. `at_start` says it of the start.
template<class Net, class Rules, class Below>
constexpr auto from_the_start_down(bool at_start, Below const& below) {
    std::array<bool, Net::depth + 1> all{};
    for (bool& boundary : all) boundary = true;
    all[Net::depth] = at_start;
    meta::for_each_index_reversed<Net::depth>([&](auto index) {
        using here = node<Net, index>;
        bool const one =
            below(std::type_identity<here>{}, std::type_identity<rule_for<Rules, here>>{}, all[index + 1]);
        for (size_t edge = Net::wires.first_edge[index]; edge < Net::wires.first_edge[index + 1]; ++edge)
            all[Net::wires.sources[edge]] = all[Net::wires.sources[edge]] && one;
    });
    return all;
}

/// For each boundary: whether only positive values there can carry relevance.
template<class Net, class Rules>
constexpr auto relevance_only_at_positive_values(bool at_start) {
    return from_the_start_down<Net, Rules>(
        at_start, []<class Node, class Rule>(std::type_identity<Node>, std::type_identity<Rule>, bool above) {
            return only_at_positive_inputs<Node, Rule, typename Rules::convention_type>(above);
        });
}

/// Whatever is explained: a target may start from a logit that is not positive.
template<class Net, class Rules>
inline constexpr auto active_only = relevance_only_at_positive_values<Net, Rules>(false);

/// For each boundary: whether relevance there is at most in proportion to the values.
template<class Net, class Rules>
inline constexpr auto in_proportion = from_the_start_down<Net, Rules>(
    false, []<class Node, class Rule>(std::type_identity<Node>, std::type_identity<Rule>, bool above) {
        return in_proportion_to_inputs<Node, Rule, typename Rules::convention_type>(above);
    });

}  // namespace constexplain::detail
