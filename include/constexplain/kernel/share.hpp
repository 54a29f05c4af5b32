#pragma once
/// What the vector forms of a transposed product have in common: terms one after the other, and the step from a sum over
/// outputs to the share of an input.
#include <constexplain/tensor/simd.hpp>

#include <type_traits>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// Calls `f(std::type_identity<Term>{}, is_first)` for each term.
template<class... Terms, class F>
[[gnu::always_inline]] inline void for_each_term(F&& f) {
    [[maybe_unused]] bool is_first = true;
    ((f(std::type_identity<Terms>{}, is_first), is_first = false), ...);
}

/// Two terms, one for each sign of the input: of every input only one counts, so that one multiply-add is enough, of the
/// input itself and the weight that its sign chooses.
template<class... Terms>
struct sign_pair {
    static constexpr bool applies = false;
    static constexpr int of_products = 0;
};
template<class Positive, class Negative>
    requires(Positive::of_sign == 1 && Negative::of_sign == -1 && Positive::part == Negative::part)
struct sign_pair<Positive, Negative> {
    static constexpr bool applies = true;
    static constexpr size_t part = Positive::part;
    /// 1 or -1 where the two are the positive or the negative ones among the products of inputs and weights, else 0.
    static constexpr int of_products =
        Positive::of_weight_sign == -Negative::of_weight_sign ? Positive::of_weight_sign : 0;
    template<class Mask, class R>
    [[gnu::always_inline]] static R weight(Mask const& is_negative, R const& w) {
        return xsimd::select(is_negative, R(Negative::weight(w)), R(Positive::weight(w)));
    }
};

/// `count` weights, whole vectors, as a term changes them: in `scratch`, unless it keeps them.
template<class Term, class T>
inline T const* weights_of(T const* weights, [[maybe_unused]] size_t count, [[maybe_unused]] T* scratch) {
    if constexpr (Term::keeps_weights) {
        return weights;
    } else {
        for (size_t k = 0; k < count; k += lanes<T>)
            batch<T>(Term::weight(batch<T>::load_aligned(weights + k))).store_aligned(scratch + k);
        return scratch;
    }
}

/// r_i = f_i sum_i, added to r_i behind the first term, for `Count` inputs.
template<size_t Count, class R, class T>
[[gnu::always_inline]] inline void give(R const& f, R const& sum, bool is_first, T* r) {
    R const before = is_first ? R(T(0)) : load_first_of<Count, R>(r);
    store_first<Count>(multiply_add(f, sum, before), r);
}
/// The same with f_i = f(x_i), of inputs from `channel` on.
template<class Term, size_t Count, class R, class T>
[[gnu::always_inline]] inline void give_share(T const* x, size_t channel, R const& sum, bool is_first, T* r) {
    give<Count>(R(Term::input(load_first_of<Count, R>(x), channel)), sum, is_first, r);
}
/// The same with inputs of one channel.
template<class Term, size_t Count, class R, class T>
[[gnu::always_inline]] inline void give_share_of_channel(T const* x, size_t channel, R const& sum, bool is_first,
                                                         T* r) {
    R const value = load_first_of<Count, R>(x);
    if constexpr (Term::by_channel)
        give<Count>(R(Term::input_of_channel(value, channel)), sum, is_first, r);
    else
        give<Count>(R(Term::input(value, channel)), sum, is_first, r);
}

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
