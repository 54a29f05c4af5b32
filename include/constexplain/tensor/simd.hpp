#pragma once
/// The one door to xsimd: batches of the width that the compiler's flags give, and what kernels need of them.
#include <constexplain/meta/pack.hpp>

// g++ 12 takes the undefined operand of its own AVX-512 intrinsics for a mistake (GCC bug 105593).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <xsimd/xsimd.hpp>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#include <array>
#include <cstring>

// The instruction set as a name: files of one program that are compiled for different ones must not share the
// functions and types that depend on it, or the linker keeps one of them for both.
#if defined(__AVX512F__)
#define CONSTEXPLAIN_INSTRUCTION_SET for_avx512
#elif defined(__AVX2__) && defined(__FMA__)
#define CONSTEXPLAIN_INSTRUCTION_SET for_avx2_fma
#elif defined(__AVX__)
#define CONSTEXPLAIN_INSTRUCTION_SET for_avx
#elif defined(__SSE4_1__)
#define CONSTEXPLAIN_INSTRUCTION_SET for_sse4
#else
#define CONSTEXPLAIN_INSTRUCTION_SET for_the_baseline
#endif

namespace constexplain {

/// How many scalars a vector register holds; 1 for scalars that have no vectors.
template<class T>
inline constexpr size_t lanes = 1;
#if defined(__SSE2__) || defined(__ARM_NEON) || defined(__aarch64__)
template<>
inline constexpr size_t lanes<float> = xsimd::batch<float>::size;
#endif
#if defined(__SSE2__) || defined(__aarch64__)
template<>
inline constexpr size_t lanes<double> = xsimd::batch<double>::size;
#endif

/// Vector registers of the target: 32 with AVX-512 and on AArch64, else 16.
#if defined(__AVX512F__) || defined(__aarch64__)
inline constexpr size_t vector_registers = 32;
#else
inline constexpr size_t vector_registers = 16;
#endif

template<class T>
using batch = xsimd::batch<T>;

/// Keeps a value in its register: g++ otherwise reads weights again inside each multiply-add. No code.
template<class T>
inline void keep_in_register([[maybe_unused]] batch<T>& v) {
#if defined(__GNUC__) && !defined(__clang__) && defined(__SSE2__)
    asm("" : "+x"(v.data));
#endif
}

/// The sum of a batch's elements.
template<class T>
inline T sum_of(batch<T> const& v) {
    // xsimd 8 calls it hadd, later versions reduce_add; both are found by the argument.
    if constexpr (requires { reduce_add(v); })
        return reduce_add(v);
    else
        return hadd(v);
}

/// Loads the first `Count` elements, zero elsewhere; never reads past them.
template<size_t Count, class T>
inline batch<T> load_first(T const* from) {
    if constexpr (Count >= lanes<T>) {
        return batch<T>::load_unaligned(from);
    } else {
        alignas(64) std::array<T, lanes<T>> all{};
        std::memcpy(all.data(), from, Count * sizeof(T));
        return batch<T>::load_aligned(all.data());
    }
}

/// Stores the first `Count` elements.
template<size_t Count, class T>
inline void store_first(batch<T> const& v, T* to) {
    if constexpr (Count >= lanes<T>) {
        v.store_unaligned(to);
    } else {
        alignas(64) std::array<T, lanes<T>> all;
        v.store_aligned(all.data());
        std::memcpy(to, all.data(), Count * sizeof(T));
    }
}

/// Calls `f(std::integral_constant<size_t, N>{}, offset)` over `Count` scalars, N at a time, the rest last.
template<class T, size_t Count, class F>
inline void for_each_vector(F&& f) {
    constexpr size_t whole = Count / lanes<T> * lanes<T>;
    for (size_t k = 0; k < whole; k += lanes<T>) f(std::integral_constant<size_t, lanes<T>>{}, k);
    if constexpr (whole < Count) f(std::integral_constant<size_t, Count - whole>{}, whole);
}

}  // namespace constexplain
