#pragma once
/// The z+ rule.
#include <constexplain/rule/rule.hpp>

namespace constexplain {

/// R_i = sum_j x_i max(w_ij, 0) R_j / stab(d_j), for inputs >= 0: the deep Taylor root on the segment to the
/// inputs without positive weights. Montavon et al., Pattern Recognition 65, 2017, eq. 11.
/// `unchecked<z_plus>` is the generalisation to inputs of any sign (positive products, eq. 60 of Bach et al.).
struct z_plus : detail::linear_rule {
    static constexpr requirement needs = requirement::non_negative;
    template<class Convention>
    using parts_in = meta::list<std::conditional_t<
        Convention::splits_inputs,
        term::share<1, typename Convention::z_plus_bias, term::product<term::positive_value, term::positive_weight>,
                    term::product<term::negative_value, term::negative_weight>>,
        term::share<1, typename Convention::z_plus_bias, term::product<term::value, term::positive_weight>>>>;
};

}  // namespace constexplain
