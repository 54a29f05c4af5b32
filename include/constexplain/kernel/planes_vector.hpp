#pragma once
/// The transposed product of a convolution with one input channel over planes of quotients: `shape/planes.hpp`.
#include <constexplain/kernel/packing.hpp>
#include <constexplain/kernel/quotient_planes.hpp>
#include <constexplain/kernel/share.hpp>
#include <constexplain/kernel/taps.hpp>

#include <algorithm>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

template<class T, linear_geometry G>
struct planes_vector {
    using P = packing<T, G>;
    using B = batch<T>;
    static constexpr quotient_planes plan = planes_of(G, lanes<T>).planes;
    static constexpr size_t V = lanes<T>;
    static constexpr size_t kernel_rows = G.over.kernel.height, kernel_columns = G.over.kernel.width;

    /// See `linear_scalar::transposed`; `scratch` as in `plan`.
    template<class... Terms>
    static void transposed(T const* x, T const* packed, T const* quotients, size_t part_size, T* r, T* scratch) {
        for_each_term<Terms...>([&]<class Term>(std::type_identity<Term>, bool is_first) {
            quotient_planes_vector<T, G, plan>::bring(quotients + Term::part * part_size, scratch);
            in_tiles<G.in_height, tile_rows>(0, [&](auto rows, size_t iy) {
                multiply_rows<Term, rows>(x + iy * G.in_width, packed, scratch, iy, is_first, r + iy * G.in_width);
            });
        });
    }

private:
    static constexpr size_t row_vectors = (G.in_width + V - 1) / V;
    /// A row's vectors that are in registers together, and the rows, beside the weights of a column of taps.
    static constexpr size_t tile_vectors = vector_registers < 32 ? 1 : std::min(row_vectors, size_t{2});
    static constexpr size_t tile_rows = std::min((vector_registers - kernel_rows - 2) / tile_vectors, size_t{8});

    /// `Rows` rows of inputs from `iy` on.
    template<class Term, size_t Rows>
    static void multiply_rows(T const* x, T const* packed, T const* planes, size_t iy, bool is_first, T* r) {
        constexpr size_t whole = G.in_width / V / tile_vectors * tile_vectors, rest = row_vectors - whole;
        for (size_t v = 0; v < whole; v += tile_vectors)
            multiply_tile<Term, Rows, tile_vectors, V>(x + v * V, packed, planes + v * V, iy, is_first, r + v * V);
        if constexpr (rest > 0)
            multiply_tile<Term, Rows, rest, G.in_width - (row_vectors - 1) * V>(
                x + whole * V, packed, planes + whole * V, iy, is_first, r + whole * V);
    }
    /// `Count` vectors of each row, of whose last `Last` elements exist.
    template<class Term, size_t Rows, size_t Count, size_t Last>
    [[gnu::noinline]] static void multiply_tile(T const* x, T const* packed, T const* planes, size_t iy,
                                                bool is_first, T* r) {
        // Of the rows that reach them, the first that is not above the outputs, and the first that is below them.
        size_t const begin = plan.top > iy ? plan.top - iy : 0, end = plan.top + G.out_height - iy;
        planes += iy * plan.pitch;
        B sums[Rows * Count];
#pragma GCC unroll 64
        for (size_t k = 0; k < Rows * Count; ++k) sums[k] = B(T(0));
        for (size_t channel = 0; channel < G.out_channels; ++channel, planes += plan.plane())
            for (size_t kx = 0; kx < kernel_columns; ++kx) {
                B w[kernel_rows];
#pragma GCC unroll 16
                for (size_t ky = 0; ky < kernel_rows; ++ky) {
                    w[ky] = Term::weight(B(packed[P::place(0, ky, kernel_columns - 1 - kx, 0, channel)]));
                    keep_in_register(w[ky]);
                }
#pragma GCC unroll 64
                for (size_t row = 0; row < Rows + kernel_rows - 1; ++row) {
                    // Reaches input row `row + ky + 1 - kernel_rows` through tap `ky` from below.
                    if (row < begin || row >= end) continue;
#pragma GCC unroll 8
                    for (size_t v = 0; v < Count; ++v) {
                        B quotient = B::load_unaligned(planes + row * plan.pitch + kx + v * V);
                        keep_in_register(quotient);
#pragma GCC unroll 16
                        for (size_t ky = 0; ky < kernel_rows; ++ky)
                            if (size_t const reaches = row + ky + 1 - kernel_rows; reaches < Rows)
                                sums[reaches * Count + v] = multiply_add(quotient, w[ky], sums[reaches * Count + v]);
                    }
                }
            }
#pragma GCC unroll 64
        for (size_t row = 0; row < Rows; ++row) {
            size_t const at = row * G.in_width;
#pragma GCC unroll 8
            for (size_t v = 0; v + 1 < Count; ++v)
                give_share<Term, V>(x + at + v * V, 0, sums[row * Count + v], is_first, r + at + v * V);
            constexpr size_t end_of_whole = (Count - 1) * V;
            give_share<Term, Last>(x + at + end_of_whole, 0, sums[row * Count + Count - 1], is_first,
                                   r + at + end_of_whole);
        }
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
