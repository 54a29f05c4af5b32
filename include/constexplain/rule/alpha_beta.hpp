#pragma once
/// The alpha-beta rule.
#include <constexplain/rule/rule.hpp>

namespace constexplain {

/// Alpha times the share of the positive products minus Beta times the share of the negative ones,
/// Alpha - Beta = 1. Bach et al., PLoS ONE 10(7), 2015, eq. 60; negative inputs included.
template<auto Alpha = 2, auto Beta = 1>
struct alpha_beta : detail::linear_rule {
    // As written in decimals: 2.2 - 1.2 is not 1 in binary.
    static constexpr double difference = static_cast<double>(Alpha) - static_cast<double>(Beta);
    static constexpr bool differ_by_one = difference > 1 - 1e-12 && difference < 1 + 1e-12;
    static constexpr bool is_sound = Alpha >= 1 && Beta >= 0 && differ_by_one;
    static_assert(
        sizeof(detail::reject<detail::first_mistake_t<
                   detail::unless<(Alpha >= 1 && Beta >= 0),
                                  RULE_MISUSED<alpha_beta, needs::alpha_of_at_least_1_and_beta_of_at_least_0,
                                               cure::choose_beta_as_alpha_minus_1>>,
                   detail::unless<differ_by_one, RULE_MISUSED<alpha_beta, needs::alpha_minus_beta_equal_to_1,
                                                              cure::choose_beta_as_alpha_minus_1>>>>));
    template<class Convention>
    static constexpr bool exists_in = Beta == 0 || Convention::has_beta;

    template<class Convention>
    using positive_products = std::conditional_t<
        Convention::splits_inputs,
        term::share<Alpha, typename Convention::alpha_bias,
                    term::product<term::positive_value, term::positive_weight>,
                    term::product<term::negative_value, term::negative_weight>>,
        term::share<Alpha, typename Convention::alpha_bias, term::product<term::value, term::positive_weight>>>;
    template<class Convention>
    using negative_products = term::share<-static_cast<double>(Beta), typename Convention::beta_bias,
                                          term::product<term::positive_value, term::negative_weight>,
                                          term::product<term::negative_value, term::positive_weight>>;
    template<class Convention>
    using parts_in = std::conditional_t<Beta == 0, meta::list<positive_products<Convention>>,
                                        meta::list<positive_products<Convention>, negative_products<Convention>>>;
};

}  // namespace constexplain
