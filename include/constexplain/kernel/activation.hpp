#pragma once
/// Activations element by element, softmax and its logarithm.
#include <constexplain/kernel/engine.hpp>
#include <constexplain/kernel/piecewise_functions.hpp>
#include <constexplain/kernel/smooth_functions.hpp>
#include <constexplain/layer/softmax.hpp>

namespace constexplain::kernels {

/// Calls `f(count, offset, load, store)` over N elements: vectors at run time, scalars else. `load(p)` reads the
/// elements of p at hand, `store(v, p)` writes them.
template<class Engine, class T, size_t N, class F>
constexpr void for_each_element(F&& f) {
    if constexpr (has_vectors<Engine, T>)
        if (!std::is_constant_evaluated())
            return for_each_vector<T, N>([&](auto count, size_t k) {
                f([=](T const* p) { return load_first<count>(p + k); },
                  [=](batch<T> const& v, T* p) { store_first<count>(v, p + k); });
            });
    for (size_t k = 0; k < N; ++k) f([=](T const* p) { return p[k]; }, [=](T v, T* p) { p[k] = v; });
}

template<class Engine, class Layer, class T, size_t N>
constexpr void activation_forward(T const* x, T* y) {
    for_each_element<Engine, T, N>(
        [&](auto const& load, auto const& store) { store(function<Layer>::value(load(x)), y); });
}

namespace detail {

/// The largest of `Count` elements; of sets a number among it.
template<class T, size_t Count>
constexpr T largest_of(T const* x) {
    T largest = x[0];
    for (size_t k = 1; k < Count; ++k) largest = larger(x[k], largest);
    if constexpr (is_set<T>)
        return number_traits<T>::any(largest);
    else
        return largest;
}

/// y = exp(x - largest); returns the sum of all.
template<class Engine, class T, size_t Count>
constexpr T exponentials(T const* x, T const& largest, T* y) {
    for_each_element<Engine, T, Count>([&](auto const& load, auto const& store) {
        auto const v = load(x);
        store(kernels::exp(v - decltype(load(x))(largest)), y);
    });
    T sum = T(0);
    for (size_t k = 0; k < Count; ++k) sum = sum + y[k];
    return sum;
}

}  // namespace detail

/// Softmax over each of `Groups` runs of `Count` neighbouring elements, the largest taken off first.
template<class Engine, class T, size_t Groups, size_t Count>
constexpr void softmax_forward(T const* x, T* y) {
    for (size_t g = 0; g < Groups; ++g, x += Count, y += Count) {
        T const sum = detail::exponentials<Engine, T, Count>(x, detail::largest_of<T, Count>(x), y);
        for (size_t k = 0; k < Count; ++k) {
            if constexpr (is_set<T>)
                y[k] = number_traits<T>::share(y[k], sum, 0);
            else
                y[k] = y[k] / sum;
        }
    }
}

/// The logarithm of softmax, from the exponents themselves: no element is lost because its softmax is 0.
template<class Engine, class T, size_t Groups, size_t Count>
constexpr void log_softmax_forward(T const* x, T* y) {
    for (size_t g = 0; g < Groups; ++g, x += Count, y += Count) {
        T const largest = detail::largest_of<T, Count>(x);
        T const log_of_sum = kernels::log(detail::exponentials<Engine, T, Count>(x, largest, y));
        for_each_element<Engine, T, Count>([&](auto const& load, auto const& store) {
            using V = decltype(load(x));
            V const v = (load(x) - V(largest)) - V(log_of_sum);
            if constexpr (is_set<T>)
                store(negative_part(v), y);
            else
                store(v, y);
        });
    }
}

/// A layer of kind::normalisation.
template<class Engine, class Layer, class T, size_t Groups, size_t Count>
constexpr void normalisation_forward(T const* x, T* y) {
    if constexpr (std::is_base_of_v<log_softmax, Layer>)
        log_softmax_forward<Engine, T, Groups, Count>(x, y);
    else
        softmax_forward<Engine, T, Groups, Count>(x, y);
}

}  // namespace constexplain::kernels
