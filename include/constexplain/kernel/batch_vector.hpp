#pragma once
/// Transposed products of a dense layer for a batch, on vector registers that run over the samples.
///
/// A weight is one number for all of them, so that the rows that the forward pass adds serve as they lie. A tile of inputs
/// times samples is turned in registers before it is stored.
#include <constexplain/kernel/packing.hpp>
#include <constexplain/kernel/share.hpp>
#include <constexplain/shape/batch.hpp>
#include <constexplain/tensor/transpose.hpp>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

template<class T, linear_geometry G>
struct batch_vector {
    using P = packing<T, G>;
    using B = batch<T>;
    static constexpr size_t V = lanes<T>;
    static constexpr size_t inputs = G.in_channels, outputs = G.out_channels;

    /// See `linear_scalar::transposed`; `scratch` of `batch_scratch` scalars.
    template<class... Terms>
    static void transposed(T const* x, T const* packed, T const* quotients, size_t part_size, T* r, T* scratch) {
        for_each_term<Terms...>([&]<class Term>(std::type_identity<Term>, bool is_first) {
            turn(quotients + Term::part * part_size, scratch);
            constexpr size_t whole = inputs / V * V;
            for (size_t i = 0; i < whole; i += V) rows<Term, V>(x, packed, scratch, r, i, is_first);
            if constexpr (whole < inputs) rows<Term, inputs - whole>(x, packed, scratch, r, whole, is_first);
        });
    }

private:
    static constexpr size_t blocks = (G.samples + V - 1) / V, pitch = blocks * V;
    /// Vectors of samples whose sums are in registers together.
    static constexpr size_t at_once = [] {
        size_t const room = (vector_registers - 4) / V, most = room < 4 ? room : 4;
        return most < 1 ? 1 : most > blocks ? blocks : most;
    }();

    /// Quotients as [output][sample].
    static void turn(T const* quotients, T* to) {
        for (size_t o = 0; o < P::row; o += V)
            for (size_t n = 0; n < pitch; n += V) {
                B block[V];
#pragma GCC unroll 16
                for (size_t k = 0; k < V; ++k)
                    block[k] = n + k < G.samples ? B::load_aligned(quotients + (n + k) * P::pixel + o) : B(T(0));
                transpose_vectors(block);
#pragma GCC unroll 16
                for (size_t k = 0; k < V; ++k) block[k].store_aligned(to + (o + k) * pitch + n);
            }
    }

    /// `Count` inputs from number `first` on, for all samples.
    template<class Term, size_t Count>
    static void rows(T const* x, T const* packed, T const* quotients, T* r, size_t first, bool is_first) {
        T const* const weights = packed + first * P::row;
        constexpr size_t last = G.samples - (blocks - 1) * V;  // samples of the last vector
        constexpr size_t whole = (last == V ? blocks : blocks - 1) / at_once * at_once;
        for (size_t block = 0; block < whole; block += at_once)
            multiply<Term, Count, at_once, V>(x, weights, quotients, r, first, block, is_first);
        if constexpr (whole < blocks)
            multiply<Term, Count, blocks - whole, last>(x, weights, quotients, r, first, whole, is_first);
    }
    /// The same for `Blocks` vectors of samples from number `block` on, of whose last `Last` exist.
    template<class Term, size_t Count, size_t Blocks, size_t Last>
    static void multiply(T const* x, T const* weights, T const* quotients, T* r, size_t first, size_t block,
                         bool is_first) {
        B sums[Blocks * V];
#pragma GCC unroll 64
        for (size_t k = 0; k < Blocks * V; ++k) sums[k] = B(T(0));
        T const* from = quotients + block * V;
        for (size_t o = 0; o < outputs; ++o, from += pitch) {
            B quotient[Blocks];
#pragma GCC unroll 4
            for (size_t b = 0; b < Blocks; ++b) quotient[b] = B::load_aligned(from + b * V);
#pragma GCC unroll 16
            for (size_t c = 0; c < Count; ++c) {
                B const weight = Term::weight(B(weights[c * P::row + o]));
#pragma GCC unroll 4
                for (size_t b = 0; b < Blocks; ++b)
                    sums[b * V + c] = multiply_add(weight, quotient[b], sums[b * V + c]);
            }
        }
#pragma GCC unroll 4
        for (size_t b = 0; b < Blocks; ++b) {
            transpose_vectors(sums + b * V);
            size_t const existing = b + 1 < Blocks ? V : Last;
#pragma GCC unroll 16
            for (size_t n = 0; n < existing; ++n) {
                size_t const at = ((block + b) * V + n) * inputs + first;
                give_share<Term, Count>(x + at, first, sums[b * V + n], is_first, r + at);
            }
        }
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
