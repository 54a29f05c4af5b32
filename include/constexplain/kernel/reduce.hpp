#pragma once
/// Sums and tests over whole buffers.
#include <constexplain/kernel/engine.hpp>
#include <constexplain/kernel/number.hpp>

#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// The sum of N elements.
template<class Engine, class T, size_t N>
constexpr T sum(T const* values) {
    if constexpr (has_vectors<Engine, T>)
        if (!std::is_constant_evaluated()) {
            batch<T> total(T(0));
            for_each_vector<T, N>([&](auto count, size_t k) { total = total + load_first<count>(values + k); });
            return sum_of(total);
        }
    T total = T(0);
    for (size_t k = 0; k < N; ++k) total = total + values[k];
    return total;
}

/// Calls `f(place)` for the places of vectors that hold each of N elements, some of them twice.
template<size_t N, class T, class F>
inline void for_covering_vectors(T const* values, F&& f) {
    static_assert(N >= lanes<T>);
    for (size_t k = 0; k + lanes<T> <= N; k += lanes<T>) f(values + k);
    if constexpr (N % lanes<T> != 0) f(values + N - lanes<T>);
}

/// Whether every element lies in [low, high]; NaN does not.
template<class T>
constexpr bool all_within(T const* values, size_t count, T low, T high) {
    unsigned outside = 0;  // no early exit: the loop becomes vectors
    for (size_t k = 0; k < count; ++k)
        outside |= unsigned(!certain(values[k] >= low)) | unsigned(!certain(values[k] <= high));
    return outside == 0;
}

/// Whether every element is finite: by the bits, which no compiler flag can argue away.
template<class T>
constexpr bool all_finite(T const* values, size_t count) {
    if constexpr (real<T>) {
        using bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
        constexpr bits exponent = std::bit_cast<bits>(std::numeric_limits<T>::infinity());
        bits unusual = 0;  // no early exit: the loop becomes vectors
        for (size_t k = 0; k < count; ++k)
            unusual |= (std::bit_cast<bits>(values[k]) & exponent) == exponent ? 1U : 0U;
        return unusual == 0;
    } else {
        for (size_t k = 0; k < count; ++k)
            if (!number_traits<T>::is_finite(values[k])) return false;
        return true;
    }
}

/// For each element whether it is not finite, by the bits.
template<class T>
inline auto unusual_of(T const* at) {
    using bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    using vector = xsimd::batch<bits, typename batch<T>::arch_type>;
    constexpr bits exponent_bits = std::bit_cast<bits>(std::numeric_limits<T>::infinity());
    vector const exponent(exponent_bits);  // a constant, since clang++ may take a float at run time for finite
    vector v(0);
    std::memcpy(&v.data, at, sizeof(v.data));  // never floats, which clang++ may take for finite
    return (v & exponent) == exponent;
}

/// The same for N elements.
template<size_t N, class T>
constexpr bool all_finite(T const* values) {
    if constexpr (lanes<T> > 1 && N >= lanes<T>)
        if (!std::is_constant_evaluated()) {
            auto unusual = unusual_of(values);
            for_covering_vectors<N>(values, [&](T const* at) { unusual = unusual | unusual_of(at); });
            return !xsimd::any(unusual);
        }
    return all_finite(values, N);
}

/// Both tests in one sweep, or whether elements are finite alone.
struct value_range {
    bool is_finite, is_inside;
};
/// Of whole vectors, from that at `first` on, which is not added yet.
template<class T>
class range_test {
public:
    explicit range_test(T const* first) : unusual_(unusual_of(first)) {}
    [[gnu::always_inline]] void add(T const* at) { unusual_ = unusual_ | unusual_of(at); }
    [[gnu::always_inline]] void add(T const* at, batch<T> const& low, batch<T> const& high) {
        auto const v = batch<T>::load_unaligned(at);
        add(at);
        inside_ = inside_ & (v >= low) & (v <= high);
    }
    [[nodiscard]] value_range result() const { return {!xsimd::any(unusual_), xsimd::all(inside_)}; }

private:
    decltype(unusual_of(static_cast<T const*>(nullptr))) unusual_;
    decltype(batch<T>() == batch<T>()) inside_ = batch<T>(T(0)) == batch<T>(T(0));
};
template<size_t N, class T>
value_range vector_range_of(T const* values, T low, T high) {
    batch<T> const lowest(low), highest(high);
    range_test<T> test(values);
    for_covering_vectors<N>(values, [&](T const* at) { test.add(at, lowest, highest); });
    return test.result();
}
template<size_t N, class T>
constexpr value_range range_of(T const* values, T low, T high) {
    if constexpr (lanes<T> > 1 && N >= lanes<T>)
        if (!std::is_constant_evaluated()) return vector_range_of<N>(values, low, high);
    return {all_finite(values, N), all_within(values, N, low, high)};
}

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
