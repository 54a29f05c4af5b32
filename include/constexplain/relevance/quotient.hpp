#pragma once
/// The quotients of a linear layer's step, and what each output absorbs.
#include <constexplain/plan/denominators.hpp>
#include <constexplain/relevance/maps.hpp>

namespace constexplain::detail {

/// What every step of a relevance pass reads and writes. All tensors are channels-last.
template<class T>
struct step_data {
    T const* input;        ///< x, the layer's input
    T const* output;       ///< z, its output before any activation
    T const* packed;       ///< its packed parameters, null where it has none
    T const* relevance;    ///< R_j, from above
    T* quotients;          ///< for each part's, in their layout
    T* result;             ///< R_i
    T* scratch = nullptr;  ///< of `step_scratch` scalars, where the layer needs some
};

/// What the forward pass of an explanation has computed of a step before it begins, outside of constant expressions.
enum class known_before {
    nothing,
    denominators,  ///< lie in the place of quotients
    quotients,     ///< the layer above sends them, in their place: `plan/factors.hpp`
};

/// x / d, where |d| is at least the stabiliser.
template<class V>
[[gnu::always_inline]] constexpr V divide_by_stable(V const& x, V const& d, double stabiliser) {
    return stabiliser >= 1e-30 ? divide(x, d) : V(x / d);
}

/// R_j / stab(d_j) of one part for scalars or batches, and what output j absorbs of it. Always inlined: in the function of a large
/// network g++ would make calls of these few instructions.
template<class Stabiliser, class Part>
struct quotient_of {
    static constexpr bool divides = Part::divides_by == term::denominator::sum;
    // z itself is the denominator: the forward pass has it already.
    static constexpr bool reads_output = divides_by_output<Part>;

    // In the scalar type: what rounds to 0 there is 0.
    template<class V>
    static constexpr bool is_zero = static_cast<typename kernels::base_of<V>::type>(Stabiliser::value) == 0;

    /// The stabiliser with the denominator's sign.
    template<class V>
    [[gnu::always_inline]] static constexpr V added_to(V const& d) {
        return kernels::choose(d < V(0), constant<V>(-Stabiliser::value), constant<V>(Stabiliser::value));
    }
    template<class V>
    static constexpr auto covers(V z) {
        if constexpr (Part::where == term::outputs::positive)
            return z > V(0);
        else
            return z < V(0);
    }

    /// Returns the quotient; adds to `absorbed`.
    template<class V>
    [[gnu::always_inline]] static constexpr V apply(V d, [[maybe_unused]] V z, V relevance, [[maybe_unused]] V bias,
                                                    V& absorbed) {
        V const share = constant<V>(Part::coefficient) * relevance;
        if constexpr (!divides) {
            return share;
        } else {
            V const lost_to_bias = weight_map<typename Part::bias>::weight(bias);
            V quotient, lost;
            if constexpr (is_zero<V>) {
                // 0/0 := 0: such an output passes nothing down and absorbs all.
                auto const nothing = d == V(0);
                V const safe = kernels::choose(nothing, V(1), d);
                quotient = kernels::choose(nothing, V(0), share / safe);
                lost = kernels::choose(nothing, share, quotient * lost_to_bias);
            } else {
                V const added = added_to(d);
                quotient = divide_by_stable(share, V(d + added), Stabiliser::value);
                lost = quotient * (lost_to_bias + added);
            }
            if constexpr (Part::where != term::outputs::all) {
                auto const covered = covers(z);
                quotient = kernels::choose(covered, quotient, V(0));
                lost = kernels::choose(covered, lost - share, V(0));  // what no part covers is added once, below
            }
            absorbed = absorbed + lost;
            return quotient;
        }
    }

    // ---- the same in two parts: what an output absorbs is its quotient times `of_bias`, and `of_output` -----------------

    static constexpr bool has_two_parts = is_absorbed_by_channel<Part>(Stabiliser::value);

    /// Of stabilisers of either sign, their part is told output by output.
    template<bool NeverNegative, class V>
    [[gnu::always_inline]] static V of_output(V const& d, V const& relevance, V& absorbed) {
        V const share = constant<V>(Part::coefficient) * relevance;
        if constexpr (NeverNegative) {
            return divide_by_stable(share, V(d + constant<V>(Stabiliser::value)), Stabiliser::value);
        } else {
            V const added = added_to(d);
            V const quotient = divide_by_stable(share, V(d + added), Stabiliser::value);
            absorbed = multiply_add(quotient, added, absorbed);
            return quotient;
        }
    }
    template<bool NeverNegative, class V>
    [[gnu::always_inline]] static V of_bias(V const& bias) {
        V const mapped = weight_map<typename Part::bias>::weight(bias);
        return NeverNegative ? V(mapped + constant<V>(Stabiliser::value)) : mapped;
    }
};

}  // namespace constexplain::detail
