#pragma once
/// Which form of a kernel runs: vectors, or scalars as in constant expressions.
#include <constexplain/shape/winograd.hpp>
#include <constexplain/tensor/simd.hpp>

#include <algorithm>
#include <type_traits>

namespace constexplain {

inline namespace CONSTEXPLAIN_INSTRUCTION_SET {

/// Vector kernels at run time, scalar ones in constant expressions. The default.
struct vector_engine {
    static constexpr bool only_scalars = false, skips_zeros = true;
    static constexpr winograd_patches winograd = winograd_patches::any;
};
/// The same, but what is computed does not depend on which inputs are 0: the time taken is that of any other input.
struct constant_time_engine {
    static constexpr bool only_scalars = false, skips_zeros = false;
    static constexpr winograd_patches winograd = winograd_patches::any;
};
/// Vector kernels of which each adds the products of the definition and no others: no Winograd convolutions.
struct direct_engine {
    static constexpr bool only_scalars = false, skips_zeros = true;
    static constexpr winograd_patches winograd = winograd_patches::none;
};
/// Scalar kernels always: the same operations in the same order as in constant expressions, so the same bits
/// where the compiler does not contract multiply and add (-ffp-contract=off).
struct scalar_engine {
    static constexpr bool only_scalars = true, skips_zeros = false;
    static constexpr winograd_patches winograd = winograd_patches::none;
};

}  // namespace CONSTEXPLAIN_INSTRUCTION_SET

namespace kernels {

/// An engine with Winograd convolutions by these patches at the most.
template<class Engine, winograd_patches Most>
struct with_patches : Engine {
    static constexpr winograd_patches winograd = std::min(Engine::winograd, Most);
};

/// Whether an engine has vectors of T: a kernel takes them outside of constant expressions.
template<class Engine, class T>
inline constexpr bool has_vectors = !Engine::only_scalars && lanes<T> > 1;

}  // namespace kernels
}  // namespace constexplain
