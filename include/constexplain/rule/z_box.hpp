#pragma once
/// The z^B rule.
#include <constexplain/rule/rule.hpp>

namespace constexplain {

/// R_i = sum_j ((x_i - l_i) max(w_ij, 0) + (x_i - h_i) min(w_ij, 0)) R_j / stab(d_j), for inputs in a box [l, h]: its
/// bounds are the domain of the layer's inputs. The paper's x w - l max(w, 0) - h min(w, 0) would cancel at a corner. Montavon et al., Pattern Recognition 65, 2017, eq. 13.
struct z_box : detail::linear_rule {
    static constexpr requirement needs = requirement::bounds;
    template<class Convention>
    using parts_in = meta::list<
        term::share<1, term::none, term::product<term::value_minus<term::low_bound>, term::positive_weight>,
                    term::product<term::value_minus<term::high_bound>, term::negative_weight>>>;
};

}  // namespace constexplain
