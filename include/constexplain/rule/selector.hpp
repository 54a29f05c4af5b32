#pragma once
/// Which layers a rule is for. A selector asks a node (a layer at its place) whether it matches.
#include <constexplain/layer/layer.hpp>

namespace constexplain {

namespace detail {

struct selector_tag {
    using mistake = void;  // what the rule set that uses it must tell
};

template<class Kind>
struct of_kind : selector_tag {
    static constexpr bool may_be_empty = true;
    template<class Node>
    static constexpr bool matches = std::is_base_of_v<Kind, typename Node::layer_type>;
};

/// The first and the last index that match; both are the depth where none does.
struct ends {
    size_t first, last;
};
template<class Node, class Selector>
inline constexpr ends ends_of = [] {
    constexpr size_t depth = Node::network_type::depth;
    ends found{depth, depth};
    meta::for_each_index<depth>([&](auto index) {
        if constexpr (Selector::template matches<typename Node::template at<index>>) {
            if (found.first == depth) found.first = index;
            found.last = index;
        }
    });
    return found;
}();

}  // namespace detail

/// A selector.
template<class S>
concept layer_selector = std::is_base_of_v<detail::selector_tag, S>;

namespace detail {
/// What is wrong with a selector that stands in another one; void where nothing is.
template<class S>
struct selector_mistake {
    using type = SELECTOR_MISUSED<S, needs::a_selector, cure::choose_a_selector_such_as_convolutions_or_first>;
};
template<layer_selector S>
struct selector_mistake<S> {
    using type = typename S::mistake;
};
template<class... S>
using selector_mistake_t = first_mistake_t<typename selector_mistake<S>::type...>;
}  // namespace detail

using all_layers = detail::of_kind<kind::any>;
using linear_layers = detail::of_kind<kind::linear>;
using convolutions = detail::of_kind<kind::convolution>;
using dense_layers = detail::of_kind<kind::dense>;
using channelwise_layers = detail::of_kind<kind::channelwise>;
using activations = detail::of_kind<kind::activation>;
using rectifiers = detail::of_kind<kind::rectifier>;
using pools = detail::of_kind<kind::pooling>;
using average_pools = detail::of_kind<kind::average_pooling>;
using max_pools = detail::of_kind<kind::max_pooling>;
using normalisations = detail::of_kind<kind::normalisation>;
using softmaxes = detail::of_kind<kind::softmax>;
using recurrent_layers = detail::of_kind<kind::recurrent>;
using embeddings = detail::of_kind<kind::lookup>;
using branch_sums = detail::of_kind<kind::sum>;
using branch_concatenations = detail::of_kind<kind::concatenation>;

namespace detail {
/// Whether 0 lies between the bounds of every input channel of a layer.
template<class Node>
constexpr bool bounds_hold_zero() {
    constexpr domain hull = Node::in.values;
    if constexpr (hull.per_channel) {
        using bounds = typename Node::network_type::input_description::bounds;
        bool all = true;
        for (double l : bounds::low) all = all && l <= 0;
        for (double h : bounds::high) all = all && h >= 0;
        return all;
    } else {
        return hull.low <= 0 && hull.high >= 0;
    }
}
}  // namespace detail

/// Layers whose inputs are known to be at least 0.
struct non_negative_inputs : detail::selector_tag {
    static constexpr bool may_be_empty = true;
    template<class Node>
    static constexpr bool matches = Node::in.values.is_non_negative();
};
/// Layers whose inputs are known to lie in a box.
struct bounded_inputs : detail::selector_tag {
    static constexpr bool may_be_empty = true;
    template<class Node>
    static constexpr bool matches = Node::in.values.is_bounded();
};
/// Layers whose inputs are known to lie in a box that holds 0 (in each channel).
struct inputs_in_box_around_zero : detail::selector_tag {
    static constexpr bool may_be_empty = true;
    template<class Node>
    static constexpr bool matches = Node::in.values.is_bounded() && detail::bounds_hold_zero<Node>();
};

/// The first layer, in execution order, that a selector chooses.
template<class S>
struct first_of : detail::selector_tag {
    using mistake = detail::selector_mistake_t<S>;
    static constexpr bool may_be_empty = S::may_be_empty;
    template<class Node>
    static constexpr bool matches = Node::index == detail::ends_of<typename Node::template at<0>, S>.first;
};
/// The last one.
template<class S>
struct last_of : detail::selector_tag {
    using mistake = detail::selector_mistake_t<S>;
    static constexpr bool may_be_empty = S::may_be_empty;
    template<class Node>
    static constexpr bool matches = Node::index == detail::ends_of<typename Node::template at<0>, S>.last;
};
/// The first and the last linear layer.
using first = first_of<linear_layers>;
using last = last_of<linear_layers>;

/// The layer at an index of the list, the input not counted.
template<size_t Index>
struct layer_at : detail::selector_tag {
    static constexpr bool may_be_empty = false;
    template<class Node>
    static constexpr bool matches = Node::index == Index;
};

/// The layers Begin, Begin + 1, ..., End - 1.
template<size_t Begin, size_t End>
struct layer_range : detail::selector_tag {
    static constexpr bool may_be_empty = false;
    template<class Node>
    static constexpr bool matches = Node::index >= Begin && Node::index < End;
};

/// The layers with a name given by `named<Name, ...>`.
template<fixed_string Name>
struct layer_named : detail::selector_tag {
    static constexpr bool may_be_empty = false;
    template<class Node>
    static constexpr bool matches = Node::name == Name.view();
};

/// Layers that every selector, that some selector, that no selector chooses.
template<class... S>
struct all_of : detail::selector_tag {
    using mistake = detail::selector_mistake_t<S...>;
    static constexpr bool may_be_empty = (... && S::may_be_empty);
    template<class Node>
    static constexpr bool matches = (... && S::template matches<Node>);
};
template<class... S>
struct any_of : detail::selector_tag {
    using mistake = detail::selector_mistake_t<S...>;
    static constexpr bool may_be_empty = (... && S::may_be_empty);
    template<class Node>
    static constexpr bool matches = (... || S::template matches<Node>);
};
template<class... S>
struct none_of : detail::selector_tag {
    using mistake = detail::selector_mistake_t<S...>;
    static constexpr bool may_be_empty = true;
    template<class Node>
    static constexpr bool matches = !(... || S::template matches<Node>);
};

}  // namespace constexplain
