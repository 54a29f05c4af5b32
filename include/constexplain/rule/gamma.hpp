#pragma once
/// The gamma rule.
#include <constexplain/rule/rule.hpp>

namespace constexplain {

/// Positive contributions count 1 + Gamma times. Montavon et al., Layer-Wise Relevance Propagation: An Overview,
/// 2019, section 10.2.3; generalised to inputs and outputs of any sign: Andeol et al., 2021, eq. 8.
template<auto Gamma = 0.25>
struct gamma : detail::linear_rule {
    static constexpr bool is_sound = Gamma >= 0;
    static_assert(sizeof(detail::reject_negative<Gamma, gamma>));
    using raised = term::raised_positive<Gamma>;
    using lowered = term::raised_negative<Gamma>;

    template<class Convention>
    using parts_in = std::conditional_t<
        Convention::splits_inputs,
        meta::list<
            term::part<1, term::outputs::positive, term::denominator::sum, raised,
                       term::product<term::positive_value, raised>, term::product<term::negative_value, lowered>>,
            term::part<1, term::outputs::negative, term::denominator::sum, lowered,
                       term::product<term::positive_value, lowered>, term::product<term::negative_value, raised>>>,
        meta::list<term::share<1, term::weight, term::product<term::value, raised>>>>;
};

/// The same by a name that stays unambiguous beside the C library's ::gamma after `using namespace constexplain`.
template<auto Gamma = 0.25>
using gamma_rule = gamma<Gamma>;

}  // namespace constexplain
