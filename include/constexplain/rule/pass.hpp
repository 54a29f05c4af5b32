#pragma once
/// Relevance passes through.
#include <constexplain/rule/rule.hpp>

namespace constexplain {

/// R_i = R_j, the default of activations, of concatenated branches, and of normalisations: the identity rule, for layer
/// normalisation of Achtibat et al., AttnLRP, ICML 2024; for local response normalisation the simpler of the two that
/// Binder et al., ICANN 2016, compare. It does not mask inactive neurons. On a softmax it states that its inputs carry its
/// relevance.
struct pass : detail::rule_tag {
    static constexpr requirement needs = requirement::none;
    template<class Layer>
    static constexpr bool applies_to =
        activation_layer<Layer> || normalisation_layer<Layer> || moving_layer<Layer> ||
        std::is_base_of_v<kind::reordering, Layer> || std::is_base_of_v<kind::concatenation, Layer>;
    template<class Convention>
    static constexpr double stabiliser_in = 0;
};

}  // namespace constexplain
