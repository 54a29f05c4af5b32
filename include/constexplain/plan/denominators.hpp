#pragma once
/// What is known of a part's denominators by its description alone.
#include <constexplain/plan/step.hpp>

namespace constexplain::detail {

/// z itself is the denominator: the forward pass has it already.
template<class Part>
inline constexpr bool divides_by_output =
    std::is_same_v<typename Part::products, meta::list<term::product<term::value, term::weight>>> &&
    std::is_same_v<typename Part::bias, term::weight> && Part::divides_by == term::denominator::sum;

/// A product that is not negative, and a part of z where that is positive.
template<class Product>
inline constexpr bool is_positive_part =
    std::is_same_v<Product, term::product<term::value, term::positive_weight>> ||
    std::is_same_v<Product, term::product<term::positive_value, term::positive_weight>> ||
    std::is_same_v<Product, term::product<term::negative_value, term::negative_weight>>;

/// The denominators are sums of such products: never negative, and at least as large as z where that is positive.
template<class Part>
inline constexpr bool divides_by_positive_parts = false;
template<auto C, term::outputs W, class... Products>
inline constexpr bool
    divides_by_positive_parts<term::part<C, W, term::denominator::sum, term::positive_weight, Products...>> =
        (... && is_positive_part<Products>);

}  // namespace constexplain::detail
