#pragma once
/// The alpha-beta rule.
#include <constexplain/rule/rule.hpp>

namespace constexplain {

/// Alpha times the share of the positive products minus Beta times the share of the negative ones,
/// Alpha - Beta = 1. Bach et al., PLoS ONE 10(7), 2015, eq. 60; negative inputs included.
template<auto Alpha = 2, auto Beta = 1>
struct alpha_beta : detail::linear_rule {
    static_assert(Alpha >= 1 && Beta >= 0, "alpha_beta: alpha >= 1 and beta >= 0");
    static_assert(Alpha - Beta == 1, "alpha_beta: alpha - beta must be 1");

    template<class Convention>
    using positive_products =
        std::conditional_t<Convention::splits_inputs,
                           term::share<Alpha, typename Convention::alpha_bias,
                                       term::product<term::positive_value, term::positive_weight>,
                                       term::product<term::negative_value, term::negative_weight>>,
                           term::share<Alpha, typename Convention::alpha_bias,
                                       term::product<term::value, term::positive_weight>>>;
    template<class Convention>
    using negative_products = term::share<-Beta, typename Convention::beta_bias,
                                          term::product<term::positive_value, term::negative_weight>,
                                          term::product<term::negative_value, term::positive_weight>>;
    template<class Convention>
    using parts_in = std::conditional_t<Beta == 0, meta::list<positive_products<Convention>>,
                                        meta::list<positive_products<Convention>, negative_products<Convention>>>;
};

}  // namespace constexplain
