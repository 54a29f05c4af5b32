#pragma once
/// What a rule set guarantees of the maps of a network: that they sum to the start (conservative), that they hold no
/// negative relevance (positive), or both (consistent). Montavon et al., Pattern Recognition 65, 2017, section 2.
///
/// The types decide all but two things. Whether the biases are non-positive is settled when a model is bound;
/// whether the input lies in its domain and the explained output is positive, when it is explained.
#include <constexplain/plan/layer_guarantee.hpp>

namespace constexplain {

/// A property of the maps of a network under a rule set.
struct property_guarantee {
    certainty answer = certainty::yes;
    doubt why = doubt::none;  ///< where the answer is not yes
    size_t layer = 0;         ///< the layer that decides, the one nearest the output

    friend constexpr bool operator==(property_guarantee const& g, certainty c) { return g.answer == c; }
};

namespace detail {

template<size_t Depth>
struct network_guarantee {
    property_guarantee conservative, positive;
    std::array<bool, Depth> biases_matter{};  ///< the layers whose biases the first answer waits for
};

template<class Net, class Rules>
constexpr auto guarantee_of_network() {
    network_guarantee<Net::depth> all;
    if (Rules::multiplies_by_input) {
        all.conservative = {certainty::no, doubt::times_input, 0};
        all.positive = all.conservative;
        return all;
    }
    // The start lies at positive logits only: what the input settles.
    constexpr auto only_active = relevance_only_at_positive_values<Net, Rules>(true);
    meta::for_each_index_reversed<Net::depth>([&](auto index) {
        constexpr layer_guarantee here = guarantee_of_step<step<Net, Rules, index>, only_active[index + 1]>();
        if (here.conservative < all.conservative.answer)
            all.conservative = {here.conservative, here.why_not_conservative, index};
        all.biases_matter[index] = here.conservative == certainty::if_biases_are_non_positive;
        if (!here.positive && all.positive.answer != certainty::no)
            all.positive = {certainty::no, here.why_not_positive, index};
    });
    return all;
}

}  // namespace detail

/// A guarantee whose third answer is settled: yes or no.
struct settled_guarantee {
    property_guarantee conservative, positive, consistent;
};

/// What a rule set guarantees of a network's maps, for inputs in their domain and an explained output > 0:
/// `static_assert(guarantee<lenet, deep_taylor>::conservative == certainty::if_biases_are_non_positive)`.
/// Exact arithmetic is meant; in floating point up to rounding.
template<class Net, class Rules>
struct guarantee {
    static_assert(admissible<Net, Rules>);

private:
    static constexpr auto all = [] {
        if constexpr (detail::rules_are_sound<Net, Rules>())
            return detail::guarantee_of_network<Net, Rules>();
        else
            return detail::network_guarantee<Net::depth>{};
    }();
    static constexpr property_guarantee both(property_guarantee const& sums, property_guarantee const& signs) {
        return signs == certainty::no ? signs : sums;
    }

public:
    /// The maps sum to the start.
    static constexpr property_guarantee conservative = all.conservative;
    /// They hold no negative relevance.
    static constexpr property_guarantee positive = all.positive;
    /// Both.
    static constexpr property_guarantee consistent = both(conservative, positive);

    /// The same once it is known which layers have a positive bias.
    static constexpr settled_guarantee settled(std::array<bool, Net::depth> const& has_positive_bias) {
        property_guarantee sums = conservative;
        if (conservative == certainty::if_biases_are_non_positive) {
            sums = {};
            for (size_t k = 0; k < Net::depth; ++k)
                if (all.biases_matter[k] && has_positive_bias[k]) sums = {certainty::no, doubt::positive_bias, k};
        }
        return {sums, positive, both(sums, positive)};
    }
};

/// The properties as facts of a message.
namespace property {
struct conservative;
struct positive;
struct consistent;
}  // namespace property

/// Why a property is not guaranteed, as a fact.
template<doubt Why>
struct because;

namespace detail {
template<class Property, class Net, class Rules, property_guarantee const& Found, certainty = Found.answer>
struct guarantee_mistake {
    using here = node<Net, Found.layer>;
    using type = PROPERTY_NOT_GUARANTEED<
        Property, layer<Found.layer, typename here::layer_type>, rule_for<Rules, here>, because<Found.why>,
        std::conditional_t<Found.answer == certainty::no, cure::choose_a_rule_set_such_as_deep_taylor,
                           cure::leave_the_biases_out_or_ask_the_guarantees_of_the_model>>;
};
template<class Property, class Net, class Rules, property_guarantee const& Found>
struct guarantee_mistake<Property, Net, Rules, Found, certainty::yes> {
    using type = void;
};
template<class Property, class Net, class Rules, property_guarantee const& Found>
inline constexpr bool guaranteed = sizeof(reject<typename guarantee_mistake<Property, Net, Rules, Found>::type>) > 0;
}  // namespace detail

/// True, or an error with the layer and the reason: `static_assert(is_positive<lenet, lenet_rules>)`.
template<class Net, class Rules>
inline constexpr bool is_conservative =
    detail::guaranteed<property::conservative, Net, Rules, guarantee<Net, Rules>::conservative>;
template<class Net, class Rules>
inline constexpr bool is_positive =
    detail::guaranteed<property::positive, Net, Rules, guarantee<Net, Rules>::positive>;
template<class Net, class Rules>
inline constexpr bool is_consistent =
    detail::guaranteed<property::consistent, Net, Rules, guarantee<Net, Rules>::consistent>;

}  // namespace constexplain
