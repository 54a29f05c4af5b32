#pragma once
/// The norm rule of layers without parameters.
#include <constexplain/rule/rule.hpp>

namespace constexplain {

/// Shares in proportion to the inputs: R_i = sum_j x_i w_ij R_j / stab(z_j), w the pooling's own factors. The
/// default of average and sum pooling, and of the sum of branches: there every w is 1. On max pooling: in proportion within the window, and to the winner
/// where the window's sum is not positive.
struct norm : detail::rule_tag {
    static constexpr requirement needs = requirement::none;
    template<class Layer>
    static constexpr bool applies_to = pooling_layer<Layer> || std::is_base_of_v<kind::sum, Layer>;
    template<class Convention>
    static constexpr double stabiliser_in = Convention::stabiliser;
};

}  // namespace constexplain
