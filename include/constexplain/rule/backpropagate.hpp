#pragma once
/// The derivative as a rule, and its two variants at rectifiers.
#include <constexplain/rule/rule.hpp>

namespace constexplain {

namespace detail {
struct gradient_rule : linear_rule {
    template<class Layer>
    static constexpr bool applies_to = true;
    template<class Convention>
    static constexpr double stabiliser_in = 0;
    template<class Convention>
    using parts_in = meta::list<term::part<1, term::outputs::all, term::denominator::one, term::none,
                                           term::product<term::unit, term::weight>>>;
};
}  // namespace detail

/// R_i = sum_j (dz_j / dx_i) R_j, at every kind of layer. A rectifier's derivative at 0 is 0.
struct backpropagate : detail::gradient_rule {};

/// The derivative, negative relevance stopped at rectifiers: guided backpropagation. Springenberg et al., 2015.
struct guided : detail::gradient_rule {
    template<class Layer>
    static constexpr bool applies_to = std::is_base_of_v<kind::rectifier, Layer>;
};

/// Negative relevance stopped at rectifiers whatever their input was: deconvnet. Zeiler and Fergus, 2014.
struct deconvolve : detail::gradient_rule {
    template<class Layer>
    static constexpr bool applies_to = std::is_base_of_v<kind::rectifier, Layer>;
};

}  // namespace constexplain
