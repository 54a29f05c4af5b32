#pragma once
/// Deep Taylor rules by their root points: the share of an input is the first-order term of the expansion at the
/// root. Montavon et al., Pattern Recognition 65, 2017.
#include <constexplain/layer/input.hpp>
#include <constexplain/rule/rule.hpp>

namespace constexplain {

/// The box that the network declares for a layer's inputs, and balls around the input itself: domains over which
/// `root::worst_case` looks. `box<Low, High>` is one too.
struct declared_box {};
template<auto Radius>
struct l2_ball {
    static constexpr double radius = static_cast<double>(Radius);
};
template<auto Radius>
struct linf_ball {
    static constexpr double radius = static_cast<double>(Radius);
};

namespace root {
template<class Domain>
struct worst_case;
}  // namespace root

namespace detail {

struct root_tag {
    using mistake = void;
    static constexpr requirement needs = requirement::none;
    /// The root at a node, where its meaning depends on the domain.
    template<class Node>
    struct at : std::type_identity<void> {};
    /// The largest length of x - x~, in the norm of the ball that it is sought in.
    static constexpr double radius = std::numeric_limits<double>::infinity();
    static constexpr bool ball_is_round = true;
};

/// From the corner of a box where the neuron is weakest to x: x - l where w > 0, x - h where w < 0.
template<class Low, class High>
using from_weakest_corner = meta::list<term::product<term::value_minus<Low>, term::where_positive>,
                                       term::product<term::value_minus<High>, term::where_negative>>;

template<class Domain>
struct worst_case_over;  // what a root over a domain derives from
template<>
struct worst_case_over<declared_box> : root_tag {
    static constexpr requirement needs = requirement::bounds;
    using direction = from_weakest_corner<term::low_bound, term::high_bound>;
};
template<auto Low, auto High>
struct worst_case_over<box<Low, High>> : root_tag {
    using mistake = unless<(box<Low, High>::low <= box<Low, High>::high),
                           RULE_MISUSED<box<Low, High>, needs::a_low_bound_that_does_not_exceed_the_high_bound,
                                        cure::write_the_low_bound_first>>;
    static constexpr requirement needs =
        std::is_void_v<mistake> ? requirement::inside_its_box : requirement::none;  // one mistake at a time
    static constexpr domain box_ = domain::box(box<Low, High>::low, box<Low, High>::high);
    using direction = from_weakest_corner<term::number<Low>, term::number<High>>;
};
template<class Ball>
using no_ball =
    unless<(Ball::radius > 0), RULE_MISUSED<Ball, needs::a_positive_radius, cure::write_a_positive_radius>>;
template<auto Radius>
struct worst_case_over<l2_ball<Radius>> : root_tag {
    using mistake = no_ball<l2_ball<Radius>>;
    static constexpr double radius = l2_ball<Radius>::radius;
    using direction = meta::list<term::product<term::unit, term::weight>>;
};
template<auto Radius>
struct worst_case_over<linf_ball<Radius>> : root_tag {
    using mistake = no_ball<linf_ball<Radius>>;
    static constexpr double radius = linf_ball<Radius>::radius;
    static constexpr bool ball_is_round = false;
    using direction = meta::list<term::product<term::unit, term::sign>>;
};
template<class Domain>
inline constexpr bool is_search_domain = requires { typename worst_case_over<Domain>::direction; };
struct no_direction : root_tag {
    using direction = meta::list<>;
};
template<class Domain>
struct over_no_domain : no_direction {
    using mistake = RULE_MISUSED<root::worst_case<Domain>, needs::a_domain_to_search,
                                 cure::write_box_low_high_or_l2_ball_or_linf_ball>;
};

}  // namespace detail

/// Where a neuron g(x) = w.x + b is expanded: x~ = x - t v with g(x~) = 0, t = g(x) / (w.v). The search direction v
/// is what tells the roots apart; input i's share is v_i w_i / (w.v), whatever b is.
namespace root {

/// Toward the origin, v = x: LRP-0 with the bias left out. Conservative, not positive.
struct zero : constexplain::detail::root_tag {
    using direction = meta::list<term::product<term::value, term::unit_weight>>;
};

/// The nearest root, v = w: the w^2 rule. It always exists, though perhaps outside the domain.
struct nearest : constexplain::detail::root_tag {
    using direction = meta::list<term::product<term::unit, term::weight>>;
};

/// On the segment to the corner of the domain where the neuron is weakest. Inputs in a box: z^B's root. Inputs
/// in [0, inf): v = x where w > 0, z+'s root.
struct segment : constexplain::detail::root_tag {
    static constexpr requirement needs = requirement::non_negative_or_bounds;
    using direction = meta::list<term::product<term::positive_value, term::where_positive>,
                                 term::product<term::negative_value, term::where_negative>>;
    struct in_box : constexplain::detail::worst_case_over<declared_box> {
        static constexpr requirement needs = requirement::none;  // chosen where there are bounds
    };
    template<class Node>
    struct at : std::conditional<Node::in.values.is_bounded(), in_box, void> {};
};

/// Toward the point of a domain where the neuron is weakest: v = x - argmin. `declared_box` and `box<Low, High>` give
/// z^B, `l2_ball<R>` w^2, `linf_ball<R>` the shares |w_i| / sum |w|.
template<class Domain = declared_box>
struct worst_case : std::conditional_t<constexplain::detail::is_search_domain<Domain>,
                                       constexplain::detail::worst_case_over<Domain>,
                                       constexplain::detail::over_no_domain<Domain>> {};

}  // namespace root

/// A root of `root::...`.
template<class R>
concept root_point = std::is_base_of_v<detail::root_tag, R>;

namespace detail {

/// v_i w_i from v_i.
template<class Direction>
struct first_order_terms;
template<class... F, class... G>
struct first_order_terms<meta::list<term::product<F, G>...>> {
    using type = term::share<1, term::none, term::product<F, term::times_weight<G>>...>;
};

template<class Root>
struct root_mistake {
    using type = RULE_MISUSED<Root, needs::a_root_point,
                              cure::write_root_zero_or_root_nearest_or_root_segment_or_root_worst_case>;
};
template<root_point Root>
struct root_mistake<Root> {
    using type = typename Root::mistake;
};

}  // namespace detail

/// The rule that the theory derives from a root, computed from the root's own direction: eps = 0, no bias.
template<class Root>
struct taylor : detail::linear_rule {
    static_assert(sizeof(detail::reject<typename detail::root_mistake<Root>::type>));
    static constexpr bool is_sound = std::is_void_v<typename detail::root_mistake<Root>::type>;
    using root_type = std::conditional_t<root_point<Root>, Root, detail::no_direction>;
    static constexpr requirement needs = root_type::needs;
    template<class Convention>
    static constexpr double stabiliser_in = 0;
    template<class Convention>
    using parts_in = meta::list<typename detail::first_order_terms<typename root_type::direction>::type>;
};

namespace detail {
template<class Root, class Node>
struct rule_at<taylor<Root>, Node> {
    using here = typename taylor<Root>::root_type::template at<Node>::type;
    using type = std::conditional_t<std::is_void_v<here>, taylor<Root>, taylor<here>>;
};
}  // namespace detail

}  // namespace constexplain
