#pragma once
/// The rule of rows chosen by their numbers.
#include <constexplain/rule/rule.hpp>

namespace constexplain {

/// The relevance of a row's number is the sum over the row's elements: of a word, the sum over its vector. The default
/// of embeddings. Arras, Horn, Montavon, Mueller and Samek, PLoS ONE 12(8), 2017, eq. 6.
struct sum_over_row : detail::rule_tag {
    static constexpr requirement needs = requirement::none;
    template<class Layer>
    static constexpr bool applies_to = lookup_layer<Layer>;
    template<class Convention>
    static constexpr double stabiliser_in = 0;
};

}  // namespace constexplain
