#pragma once
/// The transforms of Winograd's minimal filtering, on vectors.
///
/// Patches of 4 interpolate at 0, 1, -1 and infinity. Patches of 6 do at 0, +-sqrt(1/2), +-sqrt(2) and infinity: half the
/// rounding errors of 0, +-1, +-2 and infinity (docs/measurements.md). On the choice: Barabasz et al., "Error Analysis and
/// Improving the Accuracy of Winograd Convolution for Deep Neural Networks", 2020.
#include <constexplain/tensor/simd.hpp>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// Each transform takes its numbers from `load(row, column)` and gives its results to `store(row, column, V)`, V a vector register.
template<class V, size_t Tile, size_t Kernel>
struct winograd_transform {
    static constexpr size_t patch = Tile + Kernel - 1;

    /// B' d B, of patch x patch inputs.
    template<class Load, class Store>
    [[gnu::always_inline]] static void inputs(Load const& load, Store const& store) {
        both_axes<patch, patch, spread>(load, store);
    }
    /// G g G', of Kernel x Kernel weights, for patch x patch points.
    template<class Load, class Store>
    [[gnu::always_inline]] static void kernel(Load const& load, Store const& store) {
        both_axes<Kernel, patch, filter>(load, store);
    }
    /// A' m A, of patch x patch sums, for Tile x Tile outputs.
    template<class Load, class Store>
    [[gnu::always_inline]] static void outputs(Load const& load, Store const& store) {
        both_axes<patch, Tile, collect>(load, store);
    }

private:
    /// Of patches of 6: the points are 0, +-a, +-b and infinity, with a^2 = 1/2 and b^2 = 2.
    static constexpr double a = 0.70710678118654752440, b = 1.41421356237309504880;
    static V number(double v) { return V(static_cast<typename V::value_type>(v)); }

    [[gnu::always_inline]] static void spread(V const* d, V* to) {
        if constexpr (patch == 4) {
            to[0] = d[0] - d[2];
            to[1] = d[1] + d[2];
            to[2] = d[2] - d[1];
            to[3] = d[1] - d[3];
        } else {
            V const middle = number(-2.5);
            to[0] = multiply_add(middle, d[2], d[0] + d[4]);
            add_and_subtract(multiply_add(number(-2), d[2], d[4]), number(a), multiply_add(number(-2), d[1], d[3]),
                             to + 1);
            add_and_subtract(multiply_add(number(-0.5), d[2], d[4]), number(b),
                             multiply_add(number(-0.5), d[1], d[3]), to + 3);
            to[5] = multiply_add(middle, d[3], d[1] + d[5]);
        }
    }
    [[gnu::always_inline]] static void filter(V const* g, V* to) {
        if constexpr (patch == 4) {
            V const half = number(0.5), outer = half * (g[0] + g[2]), middle = half * g[1];
            to[0] = g[0];
            to[1] = outer + middle;
            to[2] = outer - middle;
            to[3] = g[2];
        } else {
            V even_a = multiply_add(number(0.5), g[2], g[0]), odd_a = g[1];
            V even_b = multiply_add(number(2), g[2], g[0]), odd_b = g[1];
            if constexpr (Kernel == 5) {
                even_a = multiply_add(number(0.25), g[4], even_a);
                even_b = multiply_add(number(4), g[4], even_b);
                odd_a = multiply_add(number(0.5), g[3], odd_a);
                odd_b = multiply_add(number(2), g[3], odd_b);
            }
            to[0] = g[0];
            add_and_subtract(number(-1 / 1.5) * even_a, number(-a / 1.5), odd_a, to + 1);
            add_and_subtract(number(1 / 6.0) * even_b, number(b / 6), odd_b, to + 3);
            to[5] = g[Kernel - 1];
        }
    }
    [[gnu::always_inline]] static void collect(V const* m, V* to) {
        if constexpr (patch == 4) {
            to[0] = m[0] + m[1] + m[2];
            to[1] = m[1] - m[2] - m[3];
        } else {
            V const sum_a = m[1] + m[2], difference_a = m[1] - m[2];
            V const sum_b = m[3] + m[4], difference_b = m[3] - m[4];
            to[0] = m[0] + sum_a + sum_b;
            if constexpr (Tile == 2) {
                to[1] = multiply_add(number(a), difference_a, multiply_add(number(b), difference_b, m[5]));
            } else {
                to[1] = multiply_add(number(a), difference_a, number(b) * difference_b);
                to[2] = multiply_add(number(0.5), sum_a, number(2) * sum_b);
                to[3] = multiply_add(number(a / 2), difference_a, multiply_add(number(2 * b), difference_b, m[5]));
            }
        }
    }
    /// even + factor odd, and even - factor odd.
    [[gnu::always_inline]] static void add_and_subtract(V const& even, V const& factor, V const& odd, V* to) {
        to[0] = multiply_add(factor, odd, even);
        to[1] = multiply_add(-factor, odd, even);
    }

    /// Columns, then rows of In x In numbers through `Axis`, which makes Out numbers of In. Loops that the compiler writes out, not
    /// packs: as those they took more than half of the time to compile a network of unlike convolutions.
    template<size_t In, size_t Out, auto Axis, class Load, class Store>
    [[gnu::always_inline]] static void both_axes(Load const& load, Store const& store) {
        V rows[Out][In];
#pragma GCC unroll 8
        for (size_t k = 0; k < In; ++k) {
            V from[In], column[Out];
#pragma GCC unroll 8
            for (size_t y = 0; y < In; ++y) from[y] = load(y, k);
            Axis(from, column);
#pragma GCC unroll 8
            for (size_t y = 0; y < Out; ++y) rows[y][k] = column[y];
        }
#pragma GCC unroll 8
        for (size_t y = 0; y < Out; ++y) {
            V row[Out];
            Axis(rows[y], row);
#pragma GCC unroll 8
            for (size_t k = 0; k < Out; ++k) store(y, k, row[k]);
        }
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
