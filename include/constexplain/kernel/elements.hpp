#pragma once
/// The same for each of several elements, in vectors where there are some.
#include <constexplain/kernel/engine.hpp>

#include <array>

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

inline namespace CONSTEXPLAIN_INSTRUCTION_SET {
/// 0, 1, 2, ...
template<class T>
alignas(64) inline constexpr auto element_numbers = [] {
    std::array<T, lanes<T>> all{};
    for (size_t k = 0; k < all.size(); ++k) all[k] = static_cast<T>(k);
    return all;
}();
}  // namespace CONSTEXPLAIN_INSTRUCTION_SET

/// Sets N elements to 0, that at `place` to `value`; by whole vectors where `HasRoom` says that the memory goes on to the end
/// of a cache line. Never one element by itself: loads wait for a store whose place is not foreseen, and vectors for parts
/// just stored.
template<class Engine, size_t N, bool HasRoom, class T>
constexpr void set_only(T* to, size_t place, T const& value) {
    if constexpr (has_vectors<Engine, T>)
        if (!std::is_constant_evaluated()) {
            batch<T> const wanted(static_cast<T>(place)), given(value), nothing(T(0));
            auto numbers = batch<T>::load_aligned(element_numbers<T>.data());
            for_each_vector<T, N>([&](auto count, size_t k) {
                store_first<HasRoom ? lanes<T> : size_t(count)>(xsimd::select(numbers == wanted, given, nothing),
                                                                to + k);
                numbers = numbers + batch<T>(static_cast<T>(lanes<T>));
            });
            return;
        }
    for (size_t k = 0; k < N; ++k) to[k] = k == place ? value : T(0);
}

}  // namespace constexplain::kernels
