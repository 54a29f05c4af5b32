#pragma once
/// Relevance passes through.
#include <constexplain/rule/rule.hpp>

namespace constexplain {

/// R_i = R_j, the default of activations and of concatenated branches. It does not mask inactive neurons. On a softmax it states that its
/// inputs carry its relevance.
struct pass : detail::rule_tag {
    static constexpr requirement needs = requirement::none;
    template<class Layer>
    static constexpr bool applies_to =
        std::is_base_of_v<kind::activation, Layer> || std::is_base_of_v<kind::normalisation, Layer> ||
        std::is_base_of_v<kind::reordering, Layer> || std::is_base_of_v<kind::concatenation, Layer> ||
        std::is_base_of_v<kind::padding, Layer>;
    template<class Convention>
    static constexpr double stabiliser_in = 0;
};

}  // namespace constexplain
