#pragma once
/// The w^2 rule.
#include <constexplain/rule/rule.hpp>

namespace constexplain {

/// R_i = sum_j w_ij^2 R_j / stab(d_j), for inputs in all of R. Montavon et al., Pattern Recognition 65, 2017, eq. 9.
struct w_square : detail::linear_rule {
    template<class Convention>
    using parts_in = meta::list<
        term::share<1, typename Convention::w_square_bias, term::product<term::unit, term::squared_weight>>>;
};

}  // namespace constexplain
