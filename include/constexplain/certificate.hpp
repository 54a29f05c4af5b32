#pragma once
/// What is certain of one explanation: the guarantee of its rules, settled by the parameters and by the input.
#include <constexplain/plan/guarantee.hpp>

namespace constexplain {

/// Why a property of a map is not certain.
enum class reservation : unsigned char {
    none,
    no_map,                ///< nothing was explained
    rules,                 ///< the rules do not guarantee it: `guarantee<Net, Rules>` names layer and reason
    positive_bias,         ///< a bias is positive: `biases_above_zero(model)` lists them
    input_outside_domain,  ///< an input value lies outside the declared domain
    start,                 ///< the explanation starts from an output that is not positive, or from less than 0
    arithmetic             ///< relevance was lost to overflow or underflow
};

constexpr std::string_view to_string(reservation why) {
    switch (why) {
    case reservation::none: return "certain";
    case reservation::no_map: return "nothing was explained";
    case reservation::rules: return "the rules do not guarantee it";
    case reservation::positive_bias: return "a bias is positive";
    case reservation::input_outside_domain: return "an input value lies outside the declared domain";
    case reservation::start: return "the explained output is not positive";
    case reservation::arithmetic: return "relevance was lost to overflow or underflow";
    }
    return "unknown";
}

/// Whether a map is certain to be conservative and to be positive, and if not, why not.
struct certificate {
    reservation conservative = reservation::no_map;
    reservation positive = reservation::no_map;

    [[nodiscard]] constexpr bool is_conservative() const { return conservative == reservation::none; }
    [[nodiscard]] constexpr bool is_positive() const { return positive == reservation::none; }
    [[nodiscard]] constexpr bool is_consistent() const { return is_conservative() && is_positive(); }
    friend constexpr bool operator==(certificate const&, certificate const&) = default;
};

namespace detail {

/// What the input settles.
struct start_state {
    bool lies_at_positive_outputs = true;
    bool holds_no_negative = true;
};

constexpr reservation settled(property_guarantee const& g, bool input_is_inside, bool start_suits) {
    if (g == certainty::no) return g.why == doubt::positive_bias ? reservation::positive_bias : reservation::rules;
    if (!input_is_inside) return reservation::input_outside_domain;
    return start_suits ? reservation::none : reservation::start;
}

/// `nothing_is_lost`: what the theory says of a conservative map, seen in its ledger.
constexpr certificate settled(settled_guarantee const& all, bool input_is_inside, start_state const& start,
                              bool nothing_is_lost) {
    certificate found{settled(all.conservative, input_is_inside, start.lies_at_positive_outputs),
                      settled(all.positive, input_is_inside, start.holds_no_negative)};
    if (found.is_conservative() && !nothing_is_lost) found.conservative = reservation::arithmetic;
    return found;
}

}  // namespace detail
}  // namespace constexplain
