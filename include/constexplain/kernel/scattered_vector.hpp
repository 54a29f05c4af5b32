#pragma once
/// The transposed product of a convolution by scattering, on vector registers: `shape/scatter.hpp`; and the forward product
/// for few outputs, whose windows of weights lie as it needs them.
#include <constexplain/kernel/share.hpp>
#include <constexplain/kernel/window_vector.hpp>
#include <constexplain/tensor/nonzero.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// `SkipsZeros`: outputs whose quotient is 0 are left out.
template<class T, linear_geometry G, bool SkipsZeros>
struct scattered_vector {
    using P = packing<T, G>;
    using B = batch<T>;
    static constexpr auto const& W = G.over;
    static constexpr scatter_plan plan = P::scattered;
    static constexpr size_t V = lanes<T>;
    using window = window_vector<T, G>;
    static constexpr size_t row_vectors = window::row_vectors;

    /// See `linear_scalar::transposed`; `scratch` as in `plan`.
    template<class... Terms>
    static void transposed(T const* x, T const* packed, T const* quotients, size_t part_size, T* r, T* scratch) {
        for_each_term<Terms...>([&]<class Term>(std::type_identity<Term>, bool is_first) {
            std::fill(scratch, scratch + plan.weights, T(0));
            T const* const weights =
                weights_of<Term>(packed + P::transposed, plan.weight_count, scratch + plan.weights);
            scatter(weights, quotients + Term::part * part_size, scratch);
            gather<Term>(x, scratch, is_first, r);
        });
    }

    /// Whether so few of the outputs are not 0 in `relevance` that `forward_where` is less work than the forward product.
    template<class Term>
    static bool pays_where(T const* relevance) {
        if constexpr (!SkipsZeros || !Term::vanishes_at_zero || Term::by_channel) {
            return false;
        } else {
            // In multiply-adds. A load for each operand, and at the end the sum of a vector's elements.
            constexpr size_t each = 2 * window::vectors + 16, pixels = 8 * G.out_pixels();
            constexpr size_t whole = plan.forward_work > pixels ? (plan.forward_work - pixels) / each : 0;
            size_t senders = 0;
            for_each_vector<T, G.out_count()>([&](auto count, size_t k) {
                senders += static_cast<size_t>(std::popcount(bits_of_nonzero(load_first<count>(relevance + k))));
            });
            return senders < whole;
        }
    }
    /// The forward product of each output whose relevance is not 0, at its place among `quotients`; 1 for the others.
    template<class Init, class Term>
    static void forward_where(T const* relevance, T const* x, T const* packed, T* quotients, T* scratch) {
        T const* const weights = weights_of<Term>(packed + P::transposed, plan.weight_count, scratch + plan.weights);
        std::fill(quotients, quotients + G.out_count(), T(1));
        T const* const image = padded(x, scratch);
        for (size_t oy = 0; oy < G.out_height; ++oy)
            for (size_t ox = 0; ox < G.out_width; ++ox) {
                size_t const pixel = (oy * G.out_width + ox) * G.out_channels;
                some const wanted(relevance + pixel);
                if (wanted.count == 0) continue;
                // Registers hold the window, if there are enough of them.
                B inputs[window::vectors];
                window::template load<Term>(
                    image + (oy * W.stride.height * pitch + ox * W.stride.width) * G.in_channels, pitch, inputs);
                for (size_t n = 0; n < wanted.count; ++n) {
                    T const* const of_output = weights + wanted[n] * window::vectors * V;
                    quotients[pixel + wanted[n]] =
                        window::sum(inputs, [=](size_t k) { return B::load_aligned(of_output + k * V); }) +
                        Init::weight(packed[P::weights + wanted[n]]);
                }
            }
    }

private:
    /// The elements of one pixel that are not 0.
    struct some {
        std::array<std::uint32_t, G.out_channels> index;
        size_t count = 0;

        explicit some(T const* elements) {
            for_each_vector<T, G.out_channels>([&](auto existing, size_t k) __attribute__((always_inline)) {
                for (auto bits = bits_of_nonzero(load_first<existing>(elements + k)); bits != 0; bits &= bits - 1)
                    index[count++] =
                        static_cast<std::uint32_t>(k) + static_cast<std::uint32_t>(std::countr_zero(bits));
            });
        }
        size_t operator[](size_t n) const { return index[n]; }
    };

    // ---- forward -------------------------------------------------------------------------------------------

    static constexpr bool pads = W.padding != padding_2d{};
    /// Pixels of a row of the image that windows lie in altogether.
    static constexpr size_t pitch = pads ? plan.pitch : G.in_width;

    /// The image with zeros around it, in `scratch`, where windows reach over its sides.
    static T const* padded([[maybe_unused]] T const* x, [[maybe_unused]] T* scratch) {
        if constexpr (pads) {
            std::fill(scratch, scratch + plan.weights, T(0));
            for (size_t iy = 0; iy < G.in_height; ++iy)
                std::copy_n(x + iy * G.in_width * G.in_channels, G.in_width * G.in_channels,
                            scratch + ((iy + W.padding.top) * pitch + W.padding.left) * G.in_channels);
            return scratch;
        } else {
            return x;
        }
    }

    // ---- transposed ----------------------------------------------------------------------------------------

    /// The outputs of one pixel that send something. A list, and a loop whose end is not foreseen, cost more than a few
    /// multiply-adds.
    static constexpr bool lists = SkipsZeros && G.out_channels * window::vectors > 32;
    struct every {
        static constexpr size_t count = G.out_channels;
        explicit every(T const*) {}
        size_t operator[](size_t n) const { return n; }
    };
    using senders = std::conditional_t<lists, some, every>;

    /// Windows so far apart that no vector of one reaches into another: a load waits until parts of vectors that were just
    /// stored, its own or not, have reached the cache.
    static constexpr size_t apart =
        std::min((plan.row + W.stride.width * G.in_channels - 1) / (W.stride.width * G.in_channels), G.out_width);

    /// Adds up into the padded image.
    static void scatter(T const* weights, T const* quotients, T* image) {
        for (size_t oy = 0; oy < G.out_height; ++oy)
            for (size_t begin = 0; begin < apart; ++begin)
                for (size_t ox = begin; ox < G.out_width; ox += apart)
                    add_window(weights, quotients + (oy * G.out_width + ox) * G.out_channels,
                               image + (oy * W.stride.height * plan.pitch + ox * W.stride.width) * G.in_channels);
    }
    static void add_window(T const* weights, T const* quotients, T* to) {
        senders const from(quotients);
        if (from.count == 0) return;
        constexpr size_t whole = W.kernel.height / plan.rows_at_once * plan.rows_at_once;
        for (size_t ky = 0; ky < whole; ky += plan.rows_at_once)
            add_rows<plan.rows_at_once>(weights, quotients, from, ky, to);
        if constexpr (whole < W.kernel.height) add_rows<W.kernel.height - whole>(weights, quotients, from, whole, to);
    }
    template<size_t Rows>
    static void add_rows(T const* weights, T const* quotients, senders const& from, size_t ky, T* to) {
        constexpr size_t count = Rows * row_vectors;
        B sums[count];
        meta::unroll<count>([&](auto k) __attribute__((always_inline)) { sums[k] = B(T(0)); });
        for (size_t n = 0; n < from.count; ++n) {
            size_t const o = from[n];
            B const quotient(quotients[o]);
            T const* const w = weights + (o * W.kernel.height + ky) * plan.row;
            meta::unroll<count>([&](auto k) __attribute__((always_inline)) {
                sums[k] = multiply_add(quotient, B::load_aligned(w + k * V), sums[k]);
            });
        }
        meta::unroll<Rows>([&](auto y) __attribute__((always_inline)) {
            T* const row = to + (ky + y) * W.dilation.height * plan.pitch * G.in_channels;
            meta::unroll<row_vectors>([&](auto k) __attribute__((always_inline)) {
                constexpr size_t taps = W.kernel.width * G.in_channels - k * V;
                constexpr size_t existing = taps < V ? taps : V;
                store_first<existing>(load_first<existing>(row + k * V) + sums[y * row_vectors + k], row + k * V);
            });
        });
    }

    /// Takes the image out of its padding, times the inputs.
    template<class Term>
    static void gather(T const* x, T const* image, bool is_first, T* r) {
        // Bounds by channel are read pixel by pixel.
        constexpr size_t length = Term::by_channel ? G.in_channels : G.in_width * G.in_channels;
        for (size_t iy = 0; iy < G.in_height; ++iy)
            for (size_t from = 0; from < G.in_width * G.in_channels; from += length) {
                T const* const sums =
                    image + ((iy + W.padding.top) * plan.pitch + W.padding.left) * G.in_channels + from;
                size_t const at = iy * G.in_width * G.in_channels + from;
                for_each_vector<T, length>([&](auto count, size_t k) {
                    give_share<Term, count>(x + at + k, Term::by_channel ? k : 0, load_first<count>(sums + k),
                                            is_first, r + at + k);
                });
            }
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
