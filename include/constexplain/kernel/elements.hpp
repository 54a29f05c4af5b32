#pragma once
/// The same for each of several elements, in vectors where there are some.
#include <constexplain/kernel/engine.hpp>

namespace constexplain::kernels {

/// Calls `f(load, store)` over N elements: vectors at run time, scalars else. `load(p)` reads the elements of p at hand,
/// `store(v, p)` writes them.
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

/// The same for an f that returns a number for each element: their sum. What f makes of zeros alone must be 0.
template<class Engine, class T, size_t N, class F>
constexpr T sum_over_elements(F&& f) {
    if constexpr (has_vectors<Engine, T>)
        if (!std::is_constant_evaluated()) {
            batch<T> total(T(0));
            for_each_element<Engine, T, N>([&](auto const& load, auto const& store) {
                if constexpr (std::is_same_v<decltype(f(load, store)), batch<T>>) total = total + f(load, store);
            });
            return sum_of(total);
        }
    T total = T(0);
    for_each_element<scalar_engine, T, N>(
        [&](auto const& load, auto const& store) { total = total + f(load, store); });
    return total;
}

}  // namespace constexplain::kernels
