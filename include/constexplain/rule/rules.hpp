#pragma once
/// A rule set: which rule each layer gets, in which convention, from which start value.
#include <constexplain/rule/norm.hpp>
#include <constexplain/rule/pass.hpp>
#include <constexplain/rule/selector.hpp>
#include <constexplain/rule/signal_takes_all.hpp>
#include <constexplain/rule/sum_over_row.hpp>
#include <constexplain/rule/winner_takes_all.hpp>

namespace constexplain {

/// Layers and their rule. The first entry of a rule set that matches a layer decides.
template<class Selector, class Rule>
struct on {
    using selector = Selector;
    using rule = Rule;
};

namespace detail {
struct rule_set_tag {};
struct set_option {};
}  // namespace detail

/// Options of a rule set: relevance starts as 1 instead of the explained logit's value; the map is multiplied
/// by the input at its end.
struct starting_from_one : detail::set_option {};
struct times_input : detail::set_option {};

namespace detail {

/// Entries of a rule set that exclude each other, as a fact of a message.
template<class... Entries>
struct both;

template<class Entry>
struct sort_entry {
    using rules = meta::list<>;
    using mistake =
        unless<propagation_convention<Entry> || std::is_base_of_v<set_option, Entry>,
               RULE_SET_MISUSED<Entry, needs::an_entry_on_selector_rule_or_a_convention_or_an_option_of_rule_sets,
                                cure::write_entries_as_on_convolutions_z_plus>>;
};
template<class S, class R>
struct sort_entry<on<S, R>> {
    static constexpr bool is_sound = layer_selector<S> && propagation_rule<R>;
    using rules = std::conditional_t<is_sound, meta::list<on<S, R>>, meta::list<>>;
    using mistake = first_mistake_t<unless<is_sound, RULE_SET_MISUSED<on<S, R>, needs::a_selector_and_then_a_rule,
                                                                      cure::write_entries_as_on_convolutions_z_plus>>,
                                    selector_mistake_t<S>>;
};

/// The rule of an entry, whose own mistake is told before anything asks what it is: a shorter trace.
template<class Entry>
struct rule_of_entry : std::type_identity<meta::list<>> {};
template<class S, class R>
struct rule_of_entry<on<S, R>> : std::conditional<std::is_class_v<R>, R, meta::list<>> {};

template<class... Entries>
struct chosen_convention {
    static constexpr size_t index = meta::first_true(propagation_convention<Entries>...);
    using type = meta::at<index, Entries..., convention::zennit>;
    using all = meta::join<std::conditional_t<propagation_convention<Entries>, meta::list<Entries>, meta::list<>>...>;
};
template<class Conventions>
struct convention_mistake;
template<class... Conventions>
struct convention_mistake<meta::list<Conventions...>> {
    using type =
        unless<sizeof...(Conventions) <= 1,
               RULE_SET_MISUSED<both<Conventions...>, needs::at_most_one_convention, cure::choose_one_convention>>;
};

/// Whether an entry's rule is written right.
template<class Entry>
inline constexpr bool has_sound_rule = true;
template<class S, propagation_rule R>
inline constexpr bool has_sound_rule<on<S, R>> = R::is_sound;

template<class... Entries>
using rule_set_mistake =
    first_mistake_t<typename sort_entry<Entries>::mistake...,
                    typename convention_mistake<typename chosen_convention<Entries...>::all>::type>;

// A tag type for "no entry matches".
struct uncovered : rule_tag {
    static constexpr requirement needs = requirement::none;
    template<class Layer>
    static constexpr bool applies_to = true;
};
/// A final softmax: explanations start before it.
struct skipped : rule_tag {
    static constexpr requirement needs = requirement::none;
    template<class Layer>
    static constexpr bool applies_to = true;
};

/// The stated defaults of layers without parameters, of lookups and of recurrent layers.
template<class Node, class L = typename Node::layer_type>
using default_rule = std::conditional_t<
    activation_layer<L> || std::is_base_of_v<kind::reordering, L> || std::is_base_of_v<kind::concatenation, L> ||
        moving_layer<L> || (normalisation_layer<L> && !std::is_base_of_v<kind::softmax, L>),
    pass,
    std::conditional_t<
        std::is_base_of_v<kind::max_pooling, L>, winner_takes_all,
        std::conditional_t<std::is_base_of_v<kind::average_pooling, L> || std::is_base_of_v<kind::sum, L>, norm,
                           std::conditional_t<lookup_layer<L>, sum_over_row,
                                              std::conditional_t<recurrent_layer<L>, signal_takes_all, uncovered>>>>>;

template<class Node, class Entries>
struct rule_lookup;
template<class Node, class... S, class... R>
struct rule_lookup<Node, meta::list<on<S, R>...>> {
    static constexpr size_t index = meta::first_true(S::template matches<Node>...);
    using type = typename rule_at<meta::at<index, R..., default_rule<Node>>, Node>::type;
};

}  // namespace detail

/// `rules<on<first, z_box>, on<convolutions, z_plus>, on<dense_layers, epsilon<>>>`. Layers without parameters
/// have defaults: activations and normalisations but softmax pass, max pooling gives to the winner, average and sum pooling and
/// sums of branches share in proportion, concatenated branches take their own. So have embeddings, which sum over a
/// row, and recurrent layers, in whose gated products the signal takes all.
/// A linear layer that no entry covers is a compile error.
template<class... Entries>
struct rules : detail::rule_set_tag {
    static_assert((... && sizeof(typename detail::rule_of_entry<Entries>::type)));
    static_assert(sizeof(detail::reject<detail::rule_set_mistake<Entries...>>));
    static constexpr bool is_sound =
        std::is_void_v<detail::rule_set_mistake<Entries...>> && (... && detail::has_sound_rule<Entries>);
    using entries = meta::join<typename detail::sort_entry<Entries>::rules...>;
    using convention_type = typename detail::chosen_convention<Entries...>::type;
    static constexpr bool starts_from_one = (... || std::is_same_v<Entries, starting_from_one>);
    static constexpr bool multiplies_by_input = (... || std::is_same_v<Entries, times_input>);
};

/// A type that derives from `rules<...>`.
template<class R>
concept rule_set = std::is_base_of_v<detail::rule_set_tag, R>;

namespace detail {
template<class Rules, class Node>
struct rule_choice {
    static constexpr bool is_final_softmax =
        std::is_base_of_v<kind::softmax, typename Node::layer_type> && Node::index == Node::network_type::logits;
    using type = typename std::conditional_t<is_final_softmax, std::type_identity<skipped>,
                                             rule_lookup<Node, typename Rules::entries>>::type;
};
}  // namespace detail

/// The rule that a rule set gives to a node.
template<class Rules, class Node>
using rule_for = typename detail::rule_choice<Rules, Node>::type;

}  // namespace constexplain
