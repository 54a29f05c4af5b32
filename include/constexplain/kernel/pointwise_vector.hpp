#pragma once
/// Convolutions of single pixels over the inputs that are not 0: `shape/pointwise.hpp`.
///
/// Behind a rectifier a quarter to a half of the inputs are 0, and so is the relevance of as many outputs. Of those that are 0
/// in a pixel, two thirds are in its neighbour too.
#include <constexplain/kernel/packing.hpp>
#include <constexplain/kernel/share.hpp>
#include <constexplain/kernel/taps.hpp>
#include <constexplain/shape/pointwise.hpp>
#include <constexplain/tensor/nonzero.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// What a product starts from, what its inputs and weights are multiplied as, and where its sums go: see `linear_vector::sweep`.
template<class Init, class Term, class Store>
struct pointwise_product {
    using init = Init;
    using term = Term;
    static_assert(Term::vanishes_at_zero);
    Store const& store;
};

template<class T, linear_geometry G>
struct pointwise_vector {
    using P = packing<T, G>;
    using B = batch<T>;
    static constexpr size_t V = lanes<T>, inputs = G.in_channels;
    static constexpr pointwise_plan plan = pointwise_of(G, V);

    /// Computes the product; or returns false, where so few inputs are 0 that tiles over all of them take less time. `scratch`:
    /// `plan.scratch` scalars, unless the term keeps the weights.
    template<class Init, class Term, class Store>
    static bool run(T const* x, T const* packed, pointwise_product<Init, Term, Store> const& product, T* scratch) {
        occupancy const found = sample(x);
        double const pair = found.pair * of_pair, single = plan.can_be_single ? found.single * of_single : 1;
        if (std::min(pair, single) >= 1) return false;
        constexpr bool copies = plan.scratch > 0;
        T const* const weights = copies ? weights_of<Term>(packed, inputs * P::row, scratch) : packed;
        using kept = pointwise_product<Init, std::conditional_t<copies, keeping<Term>, Term>, Store>;
        if constexpr (plan.can_be_single)
            if (single < pair) {
                run_tiles<1>(x, weights, packed + P::weights, kept{product.store});
                return true;
            }
        run_tiles<2>(x, weights, packed + P::weights, kept{product.store});
        return true;
    }
    /// The same for two products of the same inputs, whose terms take the weights that are read once.
    template<class... Products>
    static bool run_both(T const* x, T const* packed, Products const&... products) {
        if (sample(x).single * of_joint >= 1) return false;
        run_tiles<1>(x, packed, packed + P::weights, products...);
        return true;
    }

private:
    /// Of the time of a multiply-add in tiles over all inputs, what one takes here with its share of reading, as measured (Zen 4).
    /// Where a cycle has two of them, the rest counts for more.
    static constexpr double of_pair = V >= 16 ? 1.05 : 1.3, of_single = V >= 16 ? 1.4 : 1.3, of_joint = 1.06;

    /// Of weights that the term has changed.
    template<class Term>
    struct keeping : Term {
        template<class R>
        static R weight(R const& w) {
            return w;
        }
    };

    static constexpr size_t place(size_t oy, size_t ox) {
        return (oy * G.over.stride.height * G.in_width + ox * G.over.stride.width) * inputs;
    }
    static constexpr size_t word_bits = 64, words = (inputs + word_bits - 1) / word_bits;
    /// A bit for each input that is not 0 in one of `Pixels` neighbours.
    template<size_t Pixels>
    static std::array<std::uint64_t, words> which(T const* from) {
        std::array<std::uint64_t, words> bits{};
        for_each_vector<T, inputs>([&](auto count, size_t k) __attribute__((always_inline)) {
            std::uint64_t any = 0;
#pragma GCC unroll 2
            for (size_t p = 0; p < Pixels; ++p) any |= bits_of_nonzero(load_first<count>(from + place(0, p) + k));
            bits[k / word_bits] |= any << k % word_bits;
        });
        return bits;
    }

    /// The share of inputs that are not 0, and of those that are not in one of two neighbours.
    struct occupancy {
        double single, pair;
    };
    /// Of some of the pixels.
    static occupancy sample(T const* x) {
        constexpr size_t pairs = 8, step = G.out_pixels() / pairs;
        size_t single = 0, pair = 0;
        for (size_t n = 0; n < pairs; ++n) {
            // Behind a row's last pixel the next row serves as well. The last pixel of all is not among these.
            size_t const first = place(n * step / G.out_width, n * step % G.out_width);
            auto const one = which<1>(x + first), other = which<1>(x + first + place(0, 1));
            for (size_t word = 0; word < words; ++word) {
                single += static_cast<size_t>(std::popcount(one[word]) + std::popcount(other[word]));
                pair += static_cast<size_t>(std::popcount(one[word] | other[word]));
            }
        }
        constexpr double all = pairs * inputs;
        return {static_cast<double>(single) / (2 * all), static_cast<double>(pair) / all};
    }

    template<size_t Pixels, class... Products>
    [[gnu::noinline]] static void run_tiles(T const* x, T const* weights, T const* bias,
                                            Products const&... products) {
        constexpr size_t vectors = P::row / V, size = plan.tile_vectors(vectors, Pixels * sizeof...(Products));
        constexpr size_t whole = (vectors - 1) / size * size;
        for (size_t first = 0; first < whole; first += size)
            block<Pixels, size, V>(x, weights, bias, first * V, products...);
        block<Pixels, vectors - whole, G.out_channels - (vectors - 1) * V>(x, weights, bias, whole * V, products...);
    }

    /// `Count` vectors of output channels from `first` on, of whose last `Last` elements exist, of every pixel.
    template<size_t Pixels, size_t Count, size_t Last, class... Products>
    static void block(T const* x, T const* weights, T const* bias, size_t first, Products const&... products) {
        for (size_t oy = 0; oy < G.out_height; ++oy)
            in_tiles<G.out_width, Pixels>(0, [&](auto pixels, size_t ox) __attribute__((always_inline)) {
                tile<pixels, Count, Last>(x, weights + first, bias + first, oy, ox, first, products...);
            });
    }

    template<size_t Pixels, size_t Count, size_t Last, class... Products>
    [[gnu::always_inline]] static void tile(T const* x, T const* weights, T const* bias, size_t oy, size_t ox,
                                            size_t first, Products const&... products) {
        constexpr size_t outputs = Pixels * Count;
        T const* const from = x + place(oy, ox);
        B sums[sizeof...(Products) * outputs];
        B* at = sums;
        (..., (start<Pixels, Count, typename Products::init>(bias, at), at += outputs));
        std::array<std::uint64_t, words> const bits = which<Pixels>(from);
        for (size_t word = 0; word < words; ++word)
            for (std::uint64_t rest = bits[word]; rest != 0; rest &= rest - 1) {
                size_t const k = word * word_bits + static_cast<size_t>(std::countr_zero(rest));
                multiply<Pixels, Count, typename Products::term...>(from + k, k, weights + k * P::row, sums);
            }
        at = sums;
        (..., (give<Pixels, Count, Last>(products.store, at, oy, ox, first), at += outputs));
    }
    template<size_t Pixels, size_t Count, class Init>
    [[gnu::always_inline]] static void start(T const* bias, B* sums) {
#pragma GCC unroll 32
        for (size_t t = 0; t < Count; ++t) {
            sums[t] = Init::weight(B::load_aligned(bias + t * V));
            if constexpr (Pixels > 1) sums[Count + t] = sums[t];
        }
    }
    /// One input of each pixel times a row of weights.
    template<size_t Pixels, size_t Count, class... Terms>
    [[gnu::always_inline]] static void multiply(T const* from, size_t k, T const* weights, B* sums) {
        B values[sizeof...(Terms) * Pixels];
#pragma GCC unroll 2
        for (size_t p = 0; p < Pixels; ++p) {
            B const value(from[place(0, p)]);
            size_t at = p;
            (..., (values[at] = Terms::input(value, k), at += Pixels));
        }
#pragma GCC unroll 32
        for (size_t t = 0; t < Count; ++t) {
            B w = B::load_aligned(weights + t * V);
            if constexpr (Pixels * sizeof...(Terms) > 1) keep_in_register(w);
            size_t at = 0;
            (...,
             (multiply_one<Terms, Pixels, Count>(values + at * Pixels, w, sums + at * Pixels * Count + t), ++at));
        }
    }
    template<class Term, size_t Pixels, size_t Count>
    [[gnu::always_inline]] static void multiply_one(B const* values, B const& w, B* sums) {
        B const weight = Term::weight(w);
#pragma GCC unroll 2
        for (size_t p = 0; p < Pixels; ++p) sums[p * Count] = multiply_add(values[p], weight, sums[p * Count]);
    }
    template<size_t Pixels, size_t Count, size_t Last, class Store>
    [[gnu::always_inline]] static void give(Store const& store, B const* sums, size_t oy, size_t ox, size_t first) {
#pragma GCC unroll 2
        for (size_t p = 0; p < Pixels; ++p) {
#pragma GCC unroll 32
            for (size_t t = 0; t + 1 < Count; ++t)
                store(sums[p * Count + t], 0, oy, ox + p, first + t * V, std::integral_constant<size_t, V>{});
            store(sums[p * Count + Count - 1], 0, oy, ox + p, first + (Count - 1) * V,
                  std::integral_constant<size_t, Last>{});
        }
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
