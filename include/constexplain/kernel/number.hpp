#pragma once
/// What a model's scalar is, beyond + - * /. float and double are built in; other numbers (dual numbers) and sets of
/// numbers (intervals) say it in `number_traits`, and every kernel, rule and target takes them.
#include <constexplain/tensor/simd.hpp>

#include <type_traits>

namespace constexplain {

/// Makes T a model's scalar. A specialisation has
///
///     using base = double;                    what constants are made from: T(base) is exact
///     static constexpr bool is_set = false;   whether a T stands for many numbers
///     is_finite(x), exp(x), tanh(x), sigmoid(x)
///
/// and of a set, whose comparisons give a `truth`, moreover
///
///     hull(a, b)           the least set that holds both
///     larger(a, b)         the larger ones of a number of each
///     any(x)               one finite number of the set
///     by_sign(x, f)        the hull of f over the negative numbers of x and over the others
///     share(t, sum, eps)   t / (sum + eps sgn(sum)) where t is one of the summands; 0 where that is 0 / 0
template<class T>
struct number_traits {};
template<>
struct number_traits<float> {
    using base = float;
    static constexpr bool is_set = false;
};
template<>
struct number_traits<double> {
    using base = double;
    static constexpr bool is_set = false;
};

/// A type that a model can compute in.
template<class T>
concept model_scalar = requires { typename number_traits<T>::base; };

/// Whether T stands for many numbers at once.
template<class T>
inline constexpr bool is_set = false;
template<model_scalar T>
inline constexpr bool is_set<T> = number_traits<T>::is_set;

/// What a comparison of two sets says: it holds for no pair of their numbers, for some perhaps, or for all.
enum class truth : unsigned char { no, maybe, yes };

constexpr bool certain(bool condition) { return condition; }
constexpr bool certain(truth condition) { return condition == truth::yes; }
constexpr bool possible(bool condition) { return condition; }
constexpr bool possible(truth condition) { return condition != truth::no; }

namespace kernels {

/// float and double.
template<class T>
concept real = std::is_floating_point_v<T>;

/// A vector register of scalars.
template<class V>
concept vector_register = requires { typename V::arch_type; };

/// What the constants of a scalar or of a vector are made from.
template<class V>
struct base_of {
    using type = typename number_traits<V>::base;
};
template<vector_register V>
struct base_of<V> {
    using type = typename V::value_type;
};

/// `a` where the condition holds, else `b`; for scalars and for batches. Both where only some of a set's numbers hold.
template<class T>
constexpr T choose(bool condition, T const& a, T const& b) {
    return condition ? a : b;
}
template<class T>
constexpr T choose(truth condition, T const& a, T const& b) {
    return condition == truth::maybe ? number_traits<T>::hull(a, b) : condition == truth::yes ? a : b;
}
template<class T, class Width>
inline xsimd::batch<T, Width> choose(xsimd::batch_bool<T, Width> const& condition, xsimd::batch<T, Width> const& a,
                                     xsimd::batch<T, Width> const& b) {
    return xsimd::select(condition, a, b);
}

/// f(x), for an f that has one form on the negative numbers and another on the rest.
template<class V, class F>
constexpr V by_sign(V const& x, F const& f) {
    if constexpr (is_set<V>)
        return number_traits<V>::by_sign(x, f);
    else
        return f(x);
}

/// |x|.
template<class T>
constexpr T magnitude(T const& x) {
    return by_sign(x, [](T const& v) { return choose(v < T(0), T(-v), v); });
}

}  // namespace kernels
}  // namespace constexplain
