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
        meta::unroll<Rows * Count>([&](auto k) __attribute__((always_inline)) { sums[k] = B(T(0)); });
        for (size_t channel = 0; channel < G.out_channels; ++channel, planes += plan.plane())
            for (size_t kx = 0; kx < kernel_columns; ++kx) {
                B w[kernel_rows];
                meta::unroll<kernel_rows>([&](auto ky) __attribute__((always_inline)) {
                    w[ky] = Term::weight(B(packed[P::place(0, ky, kernel_columns - 1 - kx, 0, channel)]));
                    keep_in_register(w[ky]);
                });
                meta::unroll<Rows + kernel_rows - 1>([&](auto row) __attribute__((always_inline)) {
                    if (row < begin || row >= end) return;
                    meta::unroll<Count>([&](auto v) __attribute__((always_inline)) {
                        B quotient = B::load_unaligned(planes + row * plan.pitch + kx + v * V);
                        keep_in_register(quotient);
                        meta::unroll<kernel_rows>([&](auto ky) __attribute__((always_inline)) {
                            // Row `row` of the plane reaches this input through tap `ky` from below.
                            constexpr size_t reaches = row + ky + 1 - kernel_rows;
                            if constexpr (row + ky + 1 >= kernel_rows && reaches < Rows)
                                sums[reaches * Count + v] = multiply_add(quotient, w[ky], sums[reaches * Count + v]);
                        });
                    });
                });
            }
        meta::unroll<Rows>([&](auto row) __attribute__((always_inline)) {
            meta::unroll<Count>([&](auto v) __attribute__((always_inline)) {
                constexpr size_t at = row * G.in_width + v * V;
                give_share<Term, v + 1 < Count ? V : Last>(x + at, 0, sums[row * Count + v], is_first, r + at);
            });
        });
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
