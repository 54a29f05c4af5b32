#pragma once
/// Where tools differ: stabilisers and biases, as policies, so that each tool's numbers can be reproduced.
#include <constexplain/rule/terms.hpp>

namespace constexplain {

namespace detail {
struct convention_tag {};
}  // namespace detail

/// A set of conventions; `rules<convention::captum, on<...>, ...>` chooses one.
template<class T>
concept propagation_convention = std::is_base_of_v<detail::convention_tag, T>;

namespace convention {

/// Zennit (and this library's default): eps 1e-6; a bias counts with the terms of its own sign.
struct zennit : constexplain::detail::convention_tag {
    static constexpr double epsilon_stabiliser = 1e-6;
    static constexpr double stabiliser = 1e-6;
    static constexpr bool splits_inputs = true;  // negative inputs meet negative weights in z+
    static constexpr bool has_beta = true;
    using z_plus_bias = term::positive_weight;
    using alpha_bias = term::positive_weight;
    using beta_bias = term::negative_weight;
    using w_square_bias = term::squared_weight;
};

/// Captum: eps 1e-9; inputs keep their sign in z+ and gamma; the bias keeps its sign. Of the alpha-beta rules it
/// has alpha 1, beta 0 only.
struct captum : constexplain::detail::convention_tag {
    static constexpr double epsilon_stabiliser = 1e-9;
    static constexpr double stabiliser = 1e-9;
    static constexpr bool splits_inputs = false;
    static constexpr bool has_beta = false;
    using z_plus_bias = term::weight;
    using alpha_bias = term::weight;
    using beta_bias = term::weight;
    using w_square_bias = term::squared_weight;
};

/// iNNvestigate: eps 1e-7 in the epsilon rule; elsewhere only a guard where d = 0.
struct innvestigate : constexplain::detail::convention_tag {
    static constexpr double epsilon_stabiliser = 1e-7;
    static constexpr double stabiliser = 0;
    static constexpr bool splits_inputs = true;
    static constexpr bool has_beta = true;
    using z_plus_bias = term::none;
    using alpha_bias = term::weight;
    using beta_bias = term::weight;
    using w_square_bias = term::none;
};

/// The papers' own formulas (Montavon et al. 2017): eps = 0, no bias in the shares of z+, alpha-beta and w^2.
struct paper : constexplain::detail::convention_tag {
    static constexpr double epsilon_stabiliser = 0;
    static constexpr double stabiliser = 0;
    static constexpr bool splits_inputs = true;
    static constexpr bool has_beta = true;
    using z_plus_bias = term::none;
    using alpha_bias = term::none;
    using beta_bias = term::none;
    using w_square_bias = term::none;
};

}  // namespace convention
}  // namespace constexplain
