#pragma once
/// A rule meets a domain: the terms that vanish on it, or that no relevance reaches, are not computed.
#include <constexplain/rule/terms.hpp>
#include <constexplain/shape/domain.hpp>

namespace constexplain::detail {

/// The sign that all inputs of a layer are known to have.
enum class known_sign : unsigned char { none, non_negative, non_positive };

constexpr known_sign sign_of(domain const& d) {
    if (d.is_non_negative()) return known_sign::non_negative;
    return d.is_non_positive() ? known_sign::non_positive : known_sign::none;
}

/// A product of the other sign's part is zero; one of the known sign's part needs no test.
template<known_sign Sign, class Product>
struct simplified {
    using type = meta::list<Product>;
};
template<class W>
struct simplified<known_sign::non_negative, term::product<term::positive_value, W>> {
    using type = meta::list<term::product<term::value, W>>;
};
template<class W>
struct simplified<known_sign::non_negative, term::product<term::negative_value, W>> {
    using type = meta::list<>;
};
template<class W>
struct simplified<known_sign::non_positive, term::product<term::positive_value, W>> {
    using type = meta::list<>;
};
template<class W>
struct simplified<known_sign::non_positive, term::product<term::negative_value, W>> {
    using type = meta::list<term::product<term::value, W>>;
};

template<class Part, class Products>
struct with_products;
template<auto C, term::outputs W, term::denominator D, class Bias, class... Old, class... New>
struct with_products<term::part<C, W, D, Bias, Old...>, meta::list<New...>> {
    using type = term::part<C, W, D, Bias, New...>;
};

template<known_sign Sign, class Part>
struct simplified_part;
template<known_sign Sign, auto C, term::outputs W, term::denominator D, class Bias, class... Products>
struct simplified_part<Sign, term::part<C, W, D, Bias, Products...>> {
    using type = typename with_products<term::part<C, W, D, Bias, Products...>,
                                        meta::join<typename simplified<Sign, Products>::type...>>::type;
};

/// Where only positive outputs have relevance, a part for those covers all, and one for negative outputs nothing.
template<bool OnlyPositive, class Part>
struct covering {
    using type = meta::list<Part>;
};
template<auto C, term::denominator D, class Bias, class... Products>
struct covering<true, term::part<C, term::outputs::positive, D, Bias, Products...>> {
    using type = meta::list<term::part<C, term::outputs::all, D, Bias, Products...>>;
};
template<auto C, term::denominator D, class Bias, class... Products>
struct covering<true, term::part<C, term::outputs::negative, D, Bias, Products...>> {
    using type = meta::list<>;
};

/// The parts that are computed on inputs of a known sign, where relevance is or is not `OnlyPositive` outputs'.
template<known_sign Sign, bool OnlyPositive, class Parts>
struct simplified_parts;
template<known_sign Sign, bool OnlyPositive, class... Parts>
struct simplified_parts<Sign, OnlyPositive, meta::list<Parts...>> {
    using type = meta::join<typename covering<OnlyPositive, typename simplified_part<Sign, Parts>::type>::type...>;
};

}  // namespace constexplain::detail
