#pragma once
/// The epsilon rule, and LRP-0.
#include <constexplain/rule/rule.hpp>

namespace constexplain {

namespace detail {
struct by_convention {};
}  // namespace detail

/// R_i = sum_j x_i w_ij R_j / stab(z_j), z_j with its bias. `epsilon<0>` is LRP-0.
/// Bach et al., PLoS ONE 10(7), 2015, eq. 58.
template<auto Epsilon = detail::by_convention{}>
struct epsilon : detail::linear_rule {
    template<class Convention>
    using parts_in = meta::list<term::share<1, term::weight, term::product<term::value, term::weight>>>;
    template<class Convention>
    static constexpr double stabiliser_in = static_cast<double>(Epsilon);
    static constexpr bool is_sound = Epsilon >= 0;
    static_assert(sizeof(detail::reject_negative<Epsilon, epsilon>));
};
template<>
struct epsilon<detail::by_convention{}> : detail::linear_rule {
    template<class Convention>
    using parts_in = typename epsilon<0>::template parts_in<Convention>;
    template<class Convention>
    static constexpr double stabiliser_in = Convention::epsilon_stabiliser;
};

}  // namespace constexplain
