#pragma once
/// The winner takes all.
#include <constexplain/rule/rule.hpp>

namespace constexplain {

/// All of R_j goes to the largest input of the window, the first one on a tie. The default of max pooling.
struct winner_takes_all : detail::rule_tag {
    static constexpr requirement needs = requirement::none;
    template<class Layer>
    static constexpr bool applies_to = std::is_base_of_v<kind::max_pooling, Layer>;
    template<class Convention>
    static constexpr double stabiliser_in = 0;
};

}  // namespace constexplain
