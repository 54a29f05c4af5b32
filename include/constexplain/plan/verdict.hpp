#pragma once
/// A network meets a rule set: whether every layer has a rule, one that its kind and its domain admit.
#include <constexplain/network/network.hpp>
#include <constexplain/rule/rules.hpp>

namespace constexplain {

namespace detail {

enum class objection : unsigned char {
    none,
    uncovered,
    uncovered_softmax,
    not_for_this_kind,
    not_in_this_convention,
    needs_non_negative,
    needs_bounds,
    needs_non_negative_or_bounds,
    outside_its_box,
    numbers_times_relevance
};

template<class Rules, class Node>
constexpr objection objection_to() {
    using L = typename Node::layer_type;
    using R = rule_for<Rules, Node>;
    if (std::is_same_v<R, uncovered>)
        return std::is_base_of_v<kind::softmax, L> ? objection::uncovered_softmax : objection::uncovered;
    if (!R::template applies_to<L>) return objection::not_for_this_kind;
    if (lookup_layer<L> && Rules::multiplies_by_input) return objection::numbers_times_relevance;
    if (!R::template exists_in<typename Rules::convention_type>) return objection::not_in_this_convention;
    constexpr domain values = Node::in.values;
    if (R::needs == requirement::non_negative && !values.is_non_negative()) return objection::needs_non_negative;
    if (R::needs == requirement::bounds && !values.is_bounded()) return objection::needs_bounds;
    if (R::needs == requirement::non_negative_or_bounds && !values.is_non_negative() && !values.is_bounded())
        return objection::needs_non_negative_or_bounds;
    if constexpr (R::needs == requirement::inside_its_box)
        if (!values.is_inside(R::root_type::box_)) return objection::outside_its_box;
    return objection::none;
}

/// The domain as a fact: the kind of values that the layer's inputs are.
struct values_of_any_sign;
struct values_without_finite_bounds;
struct values_outside_of_it;
struct numbers_of_rows;

template<objection Why, class Rules, class Node>
struct objection_facts;
template<class Rules, class Node>
using place = layer<Node::index, typename Node::layer_type>;
template<class Rules, class Node>
struct objection_facts<objection::uncovered, Rules, Node> {
    using type = LAYER_WITHOUT_RULE<place<Rules, Node>, cure::add_an_on_entry_that_selects_it>;
};
template<class Rules, class Node>
struct objection_facts<objection::uncovered_softmax, Rules, Node> {
    using type = LAYER_WITHOUT_RULE<place<Rules, Node>, cure::explain_before_the_softmax_or_add_an_on_entry_for_it>;
};
template<class Rules, class Node>
struct objection_facts<objection::not_for_this_kind, Rules, Node> {
    using type =
        RULE_DOES_NOT_APPLY<place<Rules, Node>, rule_for<Rules, Node>, cure::choose_a_rule_for_this_kind_of_layer>;
};
template<class Rules, class Node>
struct objection_facts<objection::not_in_this_convention, Rules, Node> {
    using type =
        RULE_NOT_ADMISSIBLE<place<Rules, Node>, rule_for<Rules, Node>, needs::a_convention_that_has_a_beta_part,
                            typename Rules::convention_type, cure::write_alpha_beta_1_0_or_choose_another_convention>;
};
template<class Rules, class Node>
struct objection_facts<objection::needs_non_negative, Rules, Node> {
    using type =
        RULE_NOT_ADMISSIBLE<place<Rules, Node>, rule_for<Rules, Node>, needs::non_negative_inputs, values_of_any_sign,
                            cure::put_a_relu_before_it_or_declare_the_inputs_domain_or_write_unchecked>;
};
template<class Rules, class Node>
struct objection_facts<objection::needs_bounds, Rules, Node> {
    using type =
        RULE_NOT_ADMISSIBLE<place<Rules, Node>, rule_for<Rules, Node>, needs::finite_bounds_of_the_inputs,
                            values_without_finite_bounds,
                            std::conditional_t<Node::index == 0, cure::declare_the_inputs_bounds_with_within_low_high,
                                               cure::put_a_bounded_activation_before_it_or_choose_another_rule>>;
};

template<class Rules, class Node>
struct objection_facts<objection::needs_non_negative_or_bounds, Rules, Node> {
    using type = RULE_NOT_ADMISSIBLE<place<Rules, Node>, rule_for<Rules, Node>,
                                     needs::non_negative_inputs_or_finite_bounds, values_of_any_sign,
                                     cure::declare_the_inputs_bounds_or_put_a_relu_before_it_or_write_root_nearest>;
};
template<class Rules, class Node>
struct objection_facts<objection::outside_its_box, Rules, Node> {
    using type =
        RULE_NOT_ADMISSIBLE<place<Rules, Node>, rule_for<Rules, Node>, needs::inputs_inside_the_box_of_its_root,
                            values_outside_of_it, cure::widen_the_box_or_declare_the_inputs_bounds_inside_it>;
};

template<class Rules, class Node>
struct objection_facts<objection::numbers_times_relevance, Rules, Node> {
    using type =
        RULE_NOT_ADMISSIBLE<place<Rules, Node>, times_input, needs::inputs_that_are_quantities, numbers_of_rows,
                            cure::leave_times_input_out_and_keep_the_relevance_behind_the_embedding>;
};

template<class Net, class Selector>
constexpr bool selects_something() {
    if constexpr (Selector::may_be_empty)
        return true;
    else
        return ends_of<node<Net, 0>, Selector>.first < Net::depth;
}
template<class Selector>
struct selector_facts {
    using type =
        SELECTOR_FINDS_NOTHING<Selector, needs::at_least_one_layer,
                               cure::count_layers_from_0_without_the_input_or_give_the_layer_that_name_with_named>;
};
template<size_t Begin, size_t End>
struct selector_facts<layer_range<Begin, End>> {
    using type = SELECTOR_FINDS_NOTHING<layer_range<Begin, End>, needs::at_least_one_layer,
                                        cure::let_the_range_begin_before_its_end_and_inside_the_network>;
};

template<class Net, class Entries>
struct first_empty_selector;
template<class Net, class... S, class... R>
struct first_empty_selector<Net, meta::list<on<S, R>...>> {
    static constexpr size_t index = meta::first_true(!selects_something<Net, S>()...);
    static constexpr bool exists = index < sizeof...(S);
    using type = meta::at<index, S..., void>;
};

struct first_objection {
    size_t index;
    objection why;
};

/// The first objection of a rule set to a network, as the type that a message prints; void where there is none.
template<class Net, class Rules>
struct objection_search {
    static constexpr auto found = []<size_t... I>(std::index_sequence<I...>) {
        first_objection first_found{Net::depth, objection::none};
        auto const look = [&](size_t k, objection why) {
            if (first_found.why == objection::none && why != objection::none) first_found = {k, why};
        };
        (look(I, objection_to<Rules, node<Net, I>>()), ...);
        return first_found;
    }(std::make_index_sequence<Net::depth>{});

    static constexpr auto facts() {
        if constexpr (first_empty_selector<Net, typename Rules::entries>::exists) {
            return std::type_identity<
                typename selector_facts<typename first_empty_selector<Net, typename Rules::entries>::type>::type>{};
        } else if constexpr (found.why == objection::none) {
            return std::type_identity<void>{};
        } else {
            return std::type_identity<typename objection_facts<found.why, Rules, node<Net, found.index>>::type>{};
        }
    }
    using type = typename decltype(facts())::type;
};

template<class T>
using not_a_rule_set = unless<rule_set<T>, NOT_A_RULE_SET<T, cure::derive_a_struct_from_rules_and_give_its_name>>;

/// What is wrong with a rule set for a network, as the type that a message prints. Void where nothing is, and where
/// the network or the rule set has a mistake of its own: that has been told where it was defined.
template<class Net, class Rules>
struct rules_mistake {
    static constexpr auto find() {
        if constexpr (!static_network<Net>)
            return std::type_identity<not_a_network<Net>>{};
        else if constexpr (!rule_set<Rules>)
            return std::type_identity<not_a_rule_set<Rules>>{};
        else if constexpr (!is_sound_network<Net>() || !Rules::is_sound)
            return std::type_identity<void>{};
        else
            return std::type_identity<typename objection_search<Net, Rules>::type>{};
    }
    using type = typename decltype(find())::type;
};
template<class Net, class Rules>
using rules_mistake_t = typename rules_mistake<Net, Rules>::type;

/// Whether rules can be run on a network; where not, that has been told.
template<class Net, class Rules>
constexpr bool rules_are_sound() {
    if constexpr (is_sound_network<Net>() && rule_set<Rules>)
        return Rules::is_sound && std::is_void_v<rules_mistake_t<Net, Rules>>;
    else
        return false;
}

}  // namespace detail

/// Whether a rule set suits a network: `static_assert(admissible<lenet, lenet_rules>)`. True, or an error with the
/// facts; an explanation by the same rules does not repeat it.
template<class Net, class Rules>
inline constexpr bool admissible = sizeof(detail::reject<detail::rules_mistake_t<Net, Rules>>) > 0;

}  // namespace constexplain
