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
#include <cstdint>
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

// All that follows depends on it.
namespace constexplain::inline CONSTEXPLAIN_INSTRUCTION_SET {

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
template<class T, class Width>
inline void keep_in_register([[maybe_unused]] xsimd::batch<T, Width>& v) {
#if defined(__GNUC__) && !defined(__clang__) && defined(__SSE2__)
    asm("" : "+x"(v.data));
#endif
}

/// What is added to a sum before comes before what is added to others behind it. No code.
template<class T, class Width>
inline void order_here([[maybe_unused]] xsimd::batch<T, Width>& sum) {
#if defined(__AVX2__)
    asm volatile("" : "+v"(sum.data));
#endif
}
/// The same for clang, which puts the multiply-adds of one sum one behind the other, where each waits for the one before it.
template<class T, class Width>
inline void keep_order([[maybe_unused]] xsimd::batch<T, Width>& sum) {
#if defined(__clang__)
    order_here(sum);
#endif
}

/// In a loop: g++ carries numbers that it loaded from one iteration to the next, where windows share them, in more registers
/// than there are. Not where it does not know that these are the same. No code.
template<class T>
inline void forget_origin([[maybe_unused]] T const*& numbers) {
#if defined(__GNUC__) && !defined(__clang__)
    asm("" : "+r"(numbers));
#endif
}

/// x y + z, rounded once where the instruction set can.
template<class T>
inline batch<T> multiply_add(batch<T> const& x, batch<T> const& y, batch<T> const& z) {
    return xsimd::fma(x, y, z);
}
#if defined(__AVX512F__)
// xsimd 8 multiplies and adds here, which only g++ makes one instruction of.
inline batch<float> multiply_add(batch<float> const& x, batch<float> const& y, batch<float> const& z) {
    return _mm512_fmadd_ps(x, y, z);
}
inline batch<double> multiply_add(batch<double> const& x, batch<double> const& y, batch<double> const& z) {
    return _mm512_fmadd_pd(x, y, z);
}
#endif

/// x / y, for |y| of at least 1e-30. A quotient may be off by two units in its last place, by four where |y| is above 2^126, and is
/// NaN where y is infinite.
template<class V>
constexpr V divide(V const& x, V const& y) {
    return x / y;
}
#if defined(__AVX512F__)
// A division keeps an Intel core's multiplier for 16 cycles. The reciprocal is known to 14 bits, and what is missing is added
// once: before x, which may be waited for, is known.
inline batch<float> divide(batch<float> const& x, batch<float> const& y) {
    __m512 const nearly = _mm512_rcp14_ps(y);
    __m512 const missing = _mm512_fnmadd_ps(nearly, y, _mm512_set1_ps(1));
    return _mm512_mul_ps(x, _mm512_fmadd_ps(missing, nearly, nearly));
}
#endif

/// The sum of a batch's elements.
template<class T>
inline T sum_of(batch<T> const& v) {
    // xsimd 8 calls it hadd, later versions reduce_add; both are found by the argument.
    if constexpr (requires { reduce_add(v); })
        return reduce_add(v);
    else
        return hadd(v);
}

/// A scalar is its own sum.
template<class T>
constexpr T sum_of(T const& v) {
    return v;
}

/// The sums of as many batches as one has elements.
template<class T>
[[gnu::always_inline]] inline batch<T> sums_of(batch<T> const* rows) {
    return xsimd::haddp(rows);
}
#if defined(__AVX512F__)
// xsimd 8's form for this width gives other sums.
[[gnu::always_inline]] inline batch<float> sums_of(batch<float> const* rows) {
    auto const of_two = [&](size_t k) __attribute__((always_inline)) {
        return _mm512_castps_pd(
            _mm512_add_ps(_mm512_unpacklo_ps(rows[k], rows[k + 1]), _mm512_unpackhi_ps(rows[k], rows[k + 1])));
    };
    auto const of_four = [&](size_t k) __attribute__((always_inline)) {
        return _mm512_add_ps(_mm512_castpd_ps(_mm512_unpacklo_pd(of_two(k), of_two(k + 2))),
                             _mm512_castpd_ps(_mm512_unpackhi_pd(of_two(k), of_two(k + 2))));
    };
    auto const halves = [](__m512 v, __m512 w) __attribute__((always_inline)) {
        return _mm512_add_ps(_mm512_shuffle_f32x4(v, w, 0x88), _mm512_shuffle_f32x4(v, w, 0xdd));
    };
    return halves(halves(of_four(0), of_four(4)), halves(of_four(8), of_four(12)));
}
[[gnu::always_inline]] inline batch<double> sums_of(batch<double> const* rows) {
    auto const of_two = [&](size_t k) __attribute__((always_inline)) {
        return _mm512_add_pd(_mm512_unpacklo_pd(rows[k], rows[k + 1]), _mm512_unpackhi_pd(rows[k], rows[k + 1]));
    };
    auto const halves = [](__m512d v, __m512d w) __attribute__((always_inline)) {
        return _mm512_add_pd(_mm512_shuffle_f64x2(v, w, 0x88), _mm512_shuffle_f64x2(v, w, 0xdd));
    };
    return halves(halves(of_two(0), of_two(2)), halves(of_two(4), of_two(6)));
}
#endif

#if defined(__AVX512F__)
/// Vectors of half the width, of which a core has more units or two instructions at a time: for channels that would fill
/// no more of a whole one.
template<class T>
using half_batch = xsimd::batch<T, xsimd::avx2>;
template<class T>
inline constexpr bool has_half_batches = lanes<T> > 1;
inline half_batch<float> multiply_add(half_batch<float> const& x, half_batch<float> const& y,
                                      half_batch<float> const& z) {
    return _mm256_fmadd_ps(x, y, z);
}
inline half_batch<double> multiply_add(half_batch<double> const& x, half_batch<double> const& y,
                                       half_batch<double> const& z) {
    return _mm256_fmadd_pd(x, y, z);
}
#else
template<class T>
using half_batch = batch<T>;
template<class T>
inline constexpr bool has_half_batches = false;
#endif
/// The narrowest that holds so many elements, or a whole one.
template<class T, size_t Count>
using batch_of = std::conditional_t<has_half_batches<T> && 2 * Count <= lanes<T>, half_batch<T>, batch<T>>;

/// As many neighbours as a vector has elements, each of which `get` spreads over one. Where two moves within registers do it, that
/// takes fewer loads, of which a core has no more than of multiply-adds, and does not wait for what was just stored where a
/// register still holds it.
template<class V>
struct spread_vector {
    static constexpr bool wins = false;
};
#if defined(__AVX2__)
/// Compilers would make one move across lanes, or a load again, of two. No code.
template<class Register>
inline void two_moves(Register& between) {
    asm("" : "+v"(between));
}
#if defined(__AVX512F__)
using eight_floats = half_batch<float>;
template<>
struct spread_vector<batch<float>> {
    static constexpr bool wins = true;
    batch<float> all;
    explicit spread_vector(float const* from) : all(batch<float>::load_unaligned(from)) {}
    template<size_t K>
    batch<float> get() const {
        __m512 four = _mm512_shuffle_f32x4(all, all, K / 4 * 0x55);
        two_moves(four);
        return _mm512_permute_ps(four, K % 4 * 0x55);
    }
};
#else
using eight_floats = batch<float>;
#endif
template<>
struct spread_vector<eight_floats> {
    static constexpr bool wins = true;
    eight_floats all;
    explicit spread_vector(float const* from) : all(eight_floats::load_unaligned(from)) {}
    template<size_t K>
    eight_floats get() const {
        __m256 four = _mm256_permute2f128_ps(all, all, K / 4 * 0x11);
        two_moves(four);
        return _mm256_permute_ps(four, K % 4 * 0x55);
    }
};
#endif

namespace parts {

// xsimd has no loads and stores of a part of a vector; through memory they cost a stall.
#if defined(__AVX2__) && defined(__FMA__)
#define CONSTEXPLAIN_HAS_PARTS 1
#if defined(__AVX512VL__)
// The older instructions are many times slower to store.
template<size_t Count>
inline void load_part(float const* from, __m256& to) {
    to = _mm256_maskz_loadu_ps(static_cast<__mmask8>((1U << Count) - 1), from);
}
template<size_t Count>
inline void load_part(double const* from, __m256d& to) {
    to = _mm256_maskz_loadu_pd(static_cast<__mmask8>((1U << Count) - 1), from);
}
template<size_t Count>
inline void store_part(__m256 v, float* to) {
    _mm256_mask_storeu_ps(to, static_cast<__mmask8>((1U << Count) - 1), v);
}
template<size_t Count>
inline void store_part(__m256d v, double* to) {
    _mm256_mask_storeu_pd(to, static_cast<__mmask8>((1U << Count) - 1), v);
}
#else
template<size_t Count>
inline __m256i mask_of_floats() {
    constexpr auto on = [](size_t k) { return k < Count ? -1 : 0; };
    return _mm256_setr_epi32(on(0), on(1), on(2), on(3), on(4), on(5), on(6), on(7));
}
template<size_t Count>
inline __m256i mask_of_doubles() {
    constexpr auto on = [](size_t k) { return k < Count ? -1LL : 0LL; };
    return _mm256_setr_epi64x(on(0), on(1), on(2), on(3));
}
template<size_t Count>
inline void load_part(float const* from, __m256& to) {
    to = _mm256_maskload_ps(from, mask_of_floats<Count>());
}
template<size_t Count>
inline void load_part(double const* from, __m256d& to) {
    to = _mm256_maskload_pd(from, mask_of_doubles<Count>());
}
template<size_t Count>
inline void store_part(__m256 v, float* to) {
    _mm256_maskstore_ps(to, mask_of_floats<Count>(), v);
}
template<size_t Count>
inline void store_part(__m256d v, double* to) {
    _mm256_maskstore_pd(to, mask_of_doubles<Count>(), v);
}
#endif
#endif
#if defined(__AVX512F__)
template<size_t Count>
inline void load_part(float const* from, __m512& to) {
    to = _mm512_maskz_loadu_ps(static_cast<__mmask16>((1U << Count) - 1), from);
}
template<size_t Count>
inline void load_part(double const* from, __m512d& to) {
    to = _mm512_maskz_loadu_pd(static_cast<__mmask8>((1U << Count) - 1), from);
}
template<size_t Count>
inline void store_part(__m512 v, float* to) {
    _mm512_mask_storeu_ps(to, static_cast<__mmask16>((1U << Count) - 1), v);
}
template<size_t Count>
inline void store_part(__m512d v, double* to) {
    _mm512_mask_storeu_pd(to, static_cast<__mmask8>((1U << Count) - 1), v);
}
#endif

}  // namespace parts

/// Loads the first `Count` elements of a `V`, zero elsewhere; never reads past them.
template<size_t Count, class V>
inline V load_first_of(typename V::value_type const* from) {
    if constexpr (Count >= V::size) {
        return V::load_unaligned(from);
    } else {
#if defined(CONSTEXPLAIN_HAS_PARTS)
        V part(0);
        parts::load_part<Count>(from, part.data);
        return part;
#else
        alignas(64) std::array<typename V::value_type, V::size> all{};
        std::memcpy(all.data(), from, Count * sizeof(*from));
        return V::load_aligned(all.data());
#endif
    }
}
template<size_t Count, class T>
inline batch<T> load_first(T const* from) {
    return load_first_of<Count, batch<T>>(from);
}

/// Stores the first `Count` elements.
template<size_t Count, class T, class Width>
inline void store_first(xsimd::batch<T, Width> const& v, T* to) {
    if constexpr (Count >= xsimd::batch<T, Width>::size) {
        v.store_unaligned(to);
    } else {
#if defined(CONSTEXPLAIN_HAS_PARTS)
        parts::store_part<Count>(v.data, to);
#else
        alignas(64) std::array<T, xsimd::batch<T, Width>::size> all;
        v.store_aligned(all.data());
        std::memcpy(to, all.data(), Count * sizeof(T));
#endif
    }
}

/// Stores an aligned whole vector: a half one with zeros behind it.
template<class T, class Width>
inline void store_whole(xsimd::batch<T, Width> const& v, T* to) {
    v.store_aligned(to);
    if constexpr (xsimd::batch<T, Width>::size < lanes<T>) half_batch<T>(T(0)).store_aligned(to + lanes<T> / 2);
}

/// Calls `f(std::integral_constant<size_t, N>{}, offset)` over `Count` scalars, N at a time, the rest last.
template<class T, size_t Count, class F>
inline void for_each_vector(F&& f) {
    constexpr size_t whole = Count / lanes<T> * lanes<T>;
    for (size_t k = 0; k < whole; k += lanes<T>) f(std::integral_constant<size_t, lanes<T>>{}, k);
    if constexpr (whole < Count) f(std::integral_constant<size_t, Count - whole>{}, whole);
}

}  // namespace constexplain::inline CONSTEXPLAIN_INSTRUCTION_SET
