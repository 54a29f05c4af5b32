#pragma once
/// What is known of a part's denominators by its description alone.
#include <constexplain/plan/step.hpp>

namespace constexplain::detail {

/// z itself is the denominator: the forward pass has it already.
template<class Part>
inline constexpr bool divides_by_output =
    std::is_same_v<typename Part::products, meta::list<term::product<term::value, term::weight>>> &&
    std::is_same_v<typename Part::bias, term::weight> && Part::divides_by == term::denominator::sum;

/// What an output absorbs is its quotient times what is the same in all pixels of its channel: the bias, and the stabiliser, but for
/// the denominator's sign. By the stabiliser alone, quotients add up without overflow.
template<class Part>
constexpr bool is_absorbed_by_channel(double stabiliser) {
    return Part::divides_by == term::denominator::sum && Part::where == term::outputs::all && stabiliser >= 1e-20;
}

/// A product that is not negative, and a part of z where that is positive.
template<class Product>
inline constexpr bool is_positive_part =
    std::is_same_v<Product, term::product<term::value, term::positive_weight>> ||
    std::is_same_v<Product, term::product<term::positive_value, term::positive_weight>> ||
    std::is_same_v<Product, term::product<term::negative_value, term::negative_weight>>;

/// The denominators are sums of such products: at least as large as z where that is positive.
template<class Part>
inline constexpr bool divides_by_positive_parts = false;
template<auto C, term::outputs W, class... Products>
inline constexpr bool
    divides_by_positive_parts<term::part<C, W, term::denominator::sum, term::positive_weight, Products...>> =
        (... && is_positive_part<Products>);

/// Whether the numbers at a boundary are not negative whatever a network reads: those that users give may lie outside of the
/// domain that they promised, which only the status tells.
template<class Net, size_t Boundary>
constexpr bool is_never_negative() {
    if constexpr (Boundary == 0) {
        return false;
    } else {
        using here = node<Net, Boundary - 1>;
        using L = typename here::layer_type;
        if constexpr (joining_layer<L>)
            return false;
        else if constexpr (L::values(domain::reals()).is_non_negative())
            return true;
        else if constexpr (pooling_layer<L> || std::is_base_of_v<kind::reordering, L>)
            return is_never_negative<Net, here::template source<>>();
        else
            return false;
    }
}

/// Whether a part's denominators are never negative, by any kernel: Winograd's forms keep to that for positive weights.
template<class Net, size_t Boundary, class Part>
inline constexpr bool has_positive_denominators = false;
template<class Net, size_t Boundary, auto C, term::outputs W, class Product>
inline constexpr bool has_positive_denominators<
    Net, Boundary, term::part<C, W, term::denominator::sum, term::positive_weight, Product>> =
    std::is_same_v<Product, term::product<term::positive_value, term::positive_weight>> ||
    (std::is_same_v<Product, term::product<term::value, term::positive_weight>> &&
     is_never_negative<Net, Boundary>());
template<class Net, size_t Boundary, auto C, term::outputs W>
inline constexpr bool
    has_positive_denominators<Net, Boundary,
                              term::part<C, W, term::denominator::sum, term::positive_weight,
                                         term::product<term::positive_value, term::positive_weight>,
                                         term::product<term::negative_value, term::negative_weight>>> = true;

}  // namespace constexplain::detail
