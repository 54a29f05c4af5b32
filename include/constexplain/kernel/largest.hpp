#pragma once
/// The largest of several numbers, and which it is. Of sets several may be it.
#include <constexplain/kernel/number.hpp>

namespace constexplain::kernels {

/// The larger one; NaN wins: it must reach the result.
template<class T>
constexpr T larger(T const& a, T const& b) {
    if constexpr (is_set<T>)
        return number_traits<T>::larger(a, b);
    else
        return a > b || a != a ? a : b;
}
template<vector_register V>
inline V larger(V const& a, V const& b) {
    // Not a != a: xsimd 8 takes that for ordered with AVX-512.
    return xsimd::select(a > b, a, xsimd::select(a == a, b, a));
}

/// Calls `give(place, is_it)` for each place whose value may be the first `largest`: of numbers only that one.
/// `each(f)` calls `f(place, value)` for every place.
template<class T, class Each, class Give>
constexpr void for_each_largest(T const& largest, Each const& each, Give const& give) {
    if constexpr (is_set<T>) {
        auto const each_candidate = [&](auto const& f) {
            T before = largest;
            bool is_first = true;
            each([&](size_t place, T const& value) {
                bool const is_beaten = !is_first && certain(before >= value);
                before = is_first ? value : larger(value, before);
                is_first = false;
                if (!is_beaten && possible(value == largest)) f(place);
            });
        };
        size_t candidates = 0;
        each_candidate([&](size_t) { ++candidates; });
        each_candidate([&](size_t place) { give(place, candidates == 1 ? truth::yes : truth::maybe); });
    } else {
        bool given_away = false;
        each([&](size_t place, T const& value) {
            if (given_away || value != largest) return;
            give(place, true);
            given_away = true;
        });
    }
}

/// Calls `give(k, is_it)` for each k below `count` whose `value(k)` may be the first largest. Returns that k, or `none`
/// where there are several.
template<class Value, class Give>
constexpr size_t first_largest(size_t count, size_t none, Value const& value, Give const& give) {
    if constexpr (is_set<decltype(value(0))>) {
        auto largest = value(0);
        for (size_t k = 1; k < count; ++k) largest = larger(value(k), largest);
        auto const each = [&](auto const& f) {
            for (size_t k = 0; k < count; ++k) f(k, value(k));
        };
        size_t found = none;
        for_each_largest(largest, each, [&](size_t k, truth is_it) {
            give(k, is_it);
            if (certain(is_it)) found = k;
        });
        return found;
    } else {
        // Without branches, of which none could be foreseen.
        size_t best = 0;
        auto largest = value(0);
        for (size_t k = 1; k < count; ++k) {
            auto const here = value(k);
            bool const is_larger = here > largest;
            best ^= (best ^ k) & (size_t{0} - size_t{is_larger});
            largest = is_larger ? here : largest;
        }
        give(best, true);
        return best;
    }
}

}  // namespace constexplain::kernels
