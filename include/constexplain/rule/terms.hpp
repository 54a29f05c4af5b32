#pragma once
/// The vocabulary in which a propagation rule of a linear layer is written.
///
/// Every rule of the literature sends to input i, from each output j with relevance R_j,
///     sum over parts p, products t:  c_p  f_t(x_i) g_t(w_ij)  R_j / stab(d_pj),
///     d_pj = sum over t, i: f_t(x_i) g_t(w_ij)  +  h_p(b_j),
/// so a rule is its coefficients c, its maps f, g, h, and the outputs j that a part covers. The maps are only
/// names here; the kernels give them arithmetic.
#include <constexplain/meta/pack.hpp>

namespace constexplain::term {

/// f: x, max(x, 0), min(x, 0), 1 (inside the image), and x less its low bound, its high bound or a number. A difference
/// is one product, so that it is exactly 0 at the bound, and never of the wrong sign inside.
struct value {};
struct positive_value {};
struct negative_value {};
struct unit {};
template<class Bound>
struct value_minus {};
struct low_bound {};
struct high_bound {};
template<auto Number>
struct number {
    static constexpr double value = static_cast<double>(Number);
};

/// g and h: w, max(w, 0), min(w, 0), w^2, 1, 0; w + G max(w, 0), w + G min(w, 0); and what search directions of root
/// points are made of: sgn(w) (0 for 0), 1 where w > 0 or where w < 0 and 0 elsewhere, and w times another one.
struct weight {};
struct positive_weight {};
struct negative_weight {};
struct squared_weight {};
struct unit_weight {};
struct none {};
struct sign {};
struct where_positive {};
struct where_negative {};
template<class Weight>
struct times_weight {};
template<auto G>
struct raised_positive {
    static constexpr double factor = static_cast<double>(G);
};
template<auto G>
struct raised_negative {
    static constexpr double factor = static_cast<double>(G);
};

/// f(x) g(w).
template<class Input, class Weight>
struct product {
    using input = Input;
    using weight = Weight;
};

/// The outputs that a part covers, by the sign of the layer's own output z_j.
enum class outputs : unsigned char { all, positive, negative };

/// How a part normalises: by its stabilised sum, or not at all (gradients).
enum class denominator : unsigned char { sum, one };

/// One fraction of a rule.
template<auto Coefficient, outputs Where, denominator By, class Bias, class... Products>
struct part {
    static constexpr double coefficient = static_cast<double>(Coefficient);
    static constexpr outputs where = Where;
    static constexpr denominator divides_by = By;
    using bias = Bias;
    using products = meta::list<Products...>;
};

/// A part over all outputs, divided by its sum.
template<auto Coefficient, class Bias, class... Products>
using share = part<Coefficient, outputs::all, denominator::sum, Bias, Products...>;

}  // namespace constexplain::term
