#pragma once
/// What one layer with its rule contributes to the guarantees of a network's maps, read off the rule's products.
#include <constexplain/plan/step.hpp>

#include <string_view>

namespace constexplain {

/// Whether a property holds: never assured, if every bias is at most 0, or always.
enum class certainty : unsigned char { no, if_biases_are_non_positive, yes };

/// Why a property is not assured at a layer.
enum class doubt : unsigned char {
    none,
    stabiliser,        ///< its stabiliser absorbs relevance
    bias_in_shares,    ///< its biases take a share
    signed_shares,     ///< its shares may have either sign
    beta_part,         ///< it takes a second part's shares away, which some neurons do not have
    not_a_share,       ///< it follows a derivative
    times_input,       ///< the rule set multiplies the map by the input
    inactive_neurons,  ///< relevance may reach neurons that are not active, whose shares may all be 0
    box_without_zero,  ///< its box excludes 0: a root may lie outside
    taps_in_padding,   ///< some of its windows hold no input
    carried_state,     ///< it carries a state from step to step, in sums of terms of either sign and with biases
    bias_of_any_sign,  ///< a bias may be positive
    positive_bias      ///< a bias is positive
};

constexpr std::string_view to_string(doubt why) {
    switch (why) {
    case doubt::none: return "nothing";
    case doubt::stabiliser: return "its stabiliser absorbs relevance";
    case doubt::bias_in_shares: return "its biases take a share";
    case doubt::signed_shares: return "its shares may have either sign";
    case doubt::beta_part: return "it takes away a second part's shares, which some neurons do not have";
    case doubt::not_a_share: return "it does not hand out shares";
    case doubt::times_input: return "the rule set multiplies the map by the input";
    case doubt::inactive_neurons: return "relevance may reach neurons that are not active";
    case doubt::box_without_zero: return "its box excludes 0";
    case doubt::taps_in_padding: return "some of its windows hold no input";
    case doubt::carried_state: return "it carries a state, in sums of terms of either sign";
    case doubt::bias_of_any_sign: return "a bias may be positive";
    case doubt::positive_bias: return "a bias is positive";
    }
    return "unknown";
}

namespace detail {

/// One layer's part in both properties.
struct layer_guarantee {
    certainty conservative = certainty::yes;
    doubt why_not_conservative = doubt::none;
    bool positive = true;
    doubt why_not_positive = doubt::none;

    static constexpr layer_guarantee neither(doubt why) { return {certainty::no, why, false, why}; }
    constexpr layer_guarantee& not_conservative(doubt why) {
        if (conservative != certainty::no) why_not_conservative = why;
        conservative = certainty::no;
        return *this;
    }
    constexpr layer_guarantee& not_positive(doubt why) {
        if (positive) why_not_positive = why;
        positive = false;
        return *this;
    }
};

/// What is known of the products of a part: of the signs of the shares, and of their sum d_j where z_j > 0.
struct products_known {
    bool shares_are_non_negative = false;
    bool sum_is_positive = false;  ///< d_j > 0 where z_j > 0, for every bias <= 0
    bool sum_is_positive_for_any_bias = false;
};
template<known_sign Sign, class Products>
inline constexpr products_known what_is_known{};

// d = z - b > 0.
template<known_sign Sign>
inline constexpr products_known what_is_known<Sign, meta::list<term::product<term::value, term::weight>>>{false,
                                                                                                          true};
template<known_sign Sign>
inline constexpr products_known
    what_is_known<Sign, meta::list<term::product<term::value, term::times_weight<term::unit_weight>>>>{false, true};
// Every positive product of x w and no other: d >= z - b.
template<>
inline constexpr products_known
    what_is_known<known_sign::non_negative, meta::list<term::product<term::value, term::positive_weight>>>{true,
                                                                                                           true};
template<>
inline constexpr products_known
    what_is_known<known_sign::non_positive, meta::list<term::product<term::value, term::negative_weight>>>{true,
                                                                                                           true};
template<known_sign Sign>
inline constexpr products_known
    what_is_known<Sign, meta::list<term::product<term::positive_value, term::positive_weight>,
                                   term::product<term::negative_value, term::negative_weight>>>{true, true};
template<>
inline constexpr products_known what_is_known<
    known_sign::non_negative, meta::list<term::product<term::value, term::times_weight<term::where_positive>>>>{true,
                                                                                                                true};
template<>
inline constexpr products_known what_is_known<
    known_sign::non_positive, meta::list<term::product<term::value, term::times_weight<term::where_negative>>>>{true,
                                                                                                                true};
template<known_sign Sign>
inline constexpr products_known
    what_is_known<Sign, meta::list<term::product<term::positive_value, term::times_weight<term::where_positive>>,
                                   term::product<term::negative_value, term::times_weight<term::where_negative>>>>{
        true, true};
// The positive products raised, none lowered.
template<auto G>
inline constexpr products_known
    what_is_known<known_sign::non_negative, meta::list<term::product<term::value, term::raised_positive<G>>>>{false,
                                                                                                              true};
// Squares and magnitudes: 0 only where every weight is, and then z = b.
template<known_sign Sign>
inline constexpr products_known what_is_known<Sign, meta::list<term::product<term::unit, term::squared_weight>>>{
    true, true};
template<known_sign Sign>
inline constexpr products_known
    what_is_known<Sign, meta::list<term::product<term::unit, term::times_weight<term::weight>>>>{true, true};
template<known_sign Sign>
inline constexpr products_known
    what_is_known<Sign, meta::list<term::product<term::unit, term::times_weight<term::sign>>>>{true, true};
// The number of taps.
template<known_sign Sign>
inline constexpr products_known what_is_known<Sign, meta::list<term::product<term::unit, term::unit_weight>>>{
    true, true, true};

/// A box of inputs: x - l and x - h are products of it.
template<class Node, class Products>
struct box_of {
    static constexpr bool holds_zero = true, holds_inputs = true;
};
template<class Node>
struct declared_box_of {
    static constexpr bool holds_zero = bounds_hold_zero<Node>();
    static constexpr bool holds_inputs = true;  // as far as the input lies in its domain
};
template<auto Low, auto High, class Node>
struct number_box_of {
    static constexpr domain values = domain::box(term::number<Low>::value, term::number<High>::value);
    static constexpr bool holds_zero = values.low <= 0 && values.high >= 0;
    static constexpr bool holds_inputs = Node::in.values.is_inside(values);
};
template<class Low, class High, class P = term::positive_weight, class N = term::negative_weight>
using box_products = meta::list<term::product<term::value_minus<Low>, P>, term::product<term::value_minus<High>, N>>;
template<class Low, class High>
using box_root_products =
    box_products<Low, High, term::times_weight<term::where_positive>, term::times_weight<term::where_negative>>;
template<class Node>
struct box_of<Node, box_products<term::low_bound, term::high_bound>> : declared_box_of<Node> {};
template<class Node>
struct box_of<Node, box_root_products<term::low_bound, term::high_bound>> : declared_box_of<Node> {};
template<class Node, auto Low, auto High>
struct box_of<Node, box_root_products<term::number<Low>, term::number<High>>> : number_box_of<Low, High, Node> {};

// From the corner of a box around 0: d = z - g(corner) >= z - b.
template<known_sign Sign, class Low, class High>
inline constexpr products_known what_is_known<Sign, box_products<Low, High>>{true, true};
template<known_sign Sign, class Low, class High>
inline constexpr products_known what_is_known<Sign, box_root_products<Low, High>>{true, true};

template<class Node>
constexpr bool every_window_holds_input() {
    constexpr auto g = Node::geometry();
    return g.over.every_window_meets(g.in_height, g.in_width);
}

template<class Step, bool OnlyActive, auto C, term::outputs W, term::denominator D, class Bias, class... Products>
constexpr layer_guarantee guarantee_of_parts(meta::list<term::part<C, W, D, Bias, Products...>>) {
    using Node = typename Step::node_type;
    constexpr auto known = what_is_known<Step::sign, meta::list<Products...>>;
    using bias = std::conditional_t<Node::geometry().has_bias, Bias, term::none>;
    if (D == term::denominator::one || C != 1) return layer_guarantee::neither(doubt::not_a_share);
    layer_guarantee here;
    if (!known.shares_are_non_negative) here.not_positive(doubt::signed_shares);
    // A bias that may be negative may turn the denominator's sign.
    constexpr bool bias_is_added = std::is_same_v<bias, term::none> || std::is_same_v<bias, term::positive_weight> ||
                                   std::is_same_v<bias, term::squared_weight>;
    if (!bias_is_added) here.not_positive(doubt::bias_in_shares);
    if (W != term::outputs::all) here.not_conservative(doubt::inactive_neurons);
    // p(b) is 0 where b <= 0.
    if (!std::is_same_v<bias, term::none> && !std::is_same_v<bias, term::positive_weight>)
        here.not_conservative(doubt::bias_in_shares);
    if (Step::stabiliser != 0) here.not_conservative(doubt::stabiliser);
    if (known.sum_is_positive_for_any_bias) {
        if (!every_window_holds_input<Node>()) here.not_conservative(doubt::taps_in_padding);
        return here;
    }
    if (!OnlyActive) here.not_conservative(doubt::inactive_neurons);
    if (!known.sum_is_positive) here.not_conservative(doubt::signed_shares);
    using box = box_of<Node, meta::list<Products...>>;
    if (!box::holds_zero) here.not_conservative(doubt::box_without_zero);
    if (!box::holds_inputs) here.not_positive(doubt::signed_shares);
    if (Node::geometry().has_bias && here.conservative == certainty::yes) {
        here.conservative = certainty::if_biases_are_non_positive;
        here.why_not_conservative = doubt::bias_of_any_sign;
    }
    return here;
}
template<class Step, bool OnlyActive, class... Parts>
constexpr layer_guarantee guarantee_of_parts(meta::list<Parts...>) {
    constexpr bool takes_away = (... || (Parts::coefficient < 0));
    if (takes_away) return layer_guarantee::neither(doubt::beta_part);
    return {certainty::no, doubt::inactive_neurons, false, doubt::signed_shares};
}

/// `OnlyActive`: relevance lies at the layer's positive outputs only.
template<class Step, bool OnlyActive>
constexpr layer_guarantee guarantee_of_step() {
    using Node = typename Step::node_type;
    using L = typename Step::layer_type;
    using R = typename Step::rule_type;
    constexpr bool non_negative = Node::in.values.is_non_negative();
    layer_guarantee here;
    if constexpr (linear_layer<L>) {
        using parts = typename simplified_parts<Step::sign, OnlyActive,
                                                typename R::template parts_in<typename Step::convention_type>>::type;
        here = guarantee_of_parts<Step, OnlyActive>(parts{});
    } else if constexpr (std::is_base_of_v<gradient_rule, R>) {
        here = layer_guarantee::neither(doubt::not_a_share);
    } else if constexpr (std::is_base_of_v<kind::padding, L>) {
        if (!OnlyActive) here.not_conservative(doubt::taps_in_padding);
    } else if constexpr (recurrent_layer<L>) {
        here = layer_guarantee::neither(doubt::carried_state);
    } else if constexpr (std::is_base_of_v<flat, R> || std::is_base_of_v<norm, R>) {
        if (Step::stabiliser != 0) here.not_conservative(doubt::stabiliser);
        if constexpr (std::is_base_of_v<norm, R>) {
            if (!non_negative) here.not_positive(doubt::signed_shares);
            // The denominator is the output itself.
            if (!OnlyActive && !std::is_base_of_v<kind::max_pooling, L>)
                here.not_conservative(doubt::inactive_neurons);
        }
    }
    return here;
}

}  // namespace detail
}  // namespace constexplain
