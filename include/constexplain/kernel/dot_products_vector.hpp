#pragma once
/// The transposed product of a convolution whose weights are not kept turned: dot products of the quotients with the rows
/// that the forward pass adds, a tile of pixels times input channels in registers.
#include <constexplain/kernel/packing.hpp>
#include <constexplain/kernel/share.hpp>
#include <constexplain/kernel/taps.hpp>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

template<class T, linear_geometry G>
struct dot_products_vector {
    using P = packing<T, G>;
    using B = batch<T>;
    static constexpr auto const& W = G.over;
    static constexpr size_t V = lanes<T>;
    static constexpr size_t row_vectors = P::row / V;

    /// See `linear_scalar::transposed`.
    template<class... Terms>
    static void transposed(T const* x, T const* packed, T const* quotients, size_t part_size, T* r) {
        for (size_t group = 0; group < G.groups; ++group)
            for (size_t iy = 0; iy < G.in_height; ++iy)
                meta::for_each_index<phases_along_rows<G>::count>([&](auto phase) {
                    transposed_row<phase, Terms...>(x, packed, quotients, part_size, r, group, iy);
                });
    }

private:
    using along = phases_along_rows<G>;
    template<class... Terms>
    static constexpr size_t sums_of_a_number = sign_pair<Terms...>::applies ? 1 : sizeof...(Terms);

    template<size_t Phase, class... Terms>
    static void transposed_row(T const* x, T const* packed, T const* quotients, size_t part_size, T* r, size_t group,
                               size_t iy) {
        constexpr size_t terms = sums_of_a_number<Terms...>;
        constexpr size_t channels = G.group_in() < 2 ? 1 : 2;
        constexpr size_t room = (vector_registers - 4) / (channels * terms);
        constexpr size_t pixels = room < 1 ? 1 : room > 6 ? 6 : room;
        constexpr size_t width = along::width(Phase);
        constexpr tap_range whole = along::inner(Phase);
        auto const sweep = [&]<size_t Pixels, bool Inside>(std::integral_constant<size_t, Pixels>,
                                                           std::bool_constant<Inside>, size_t q) {
            size_t i = 0;
            for (; i + channels <= G.group_in(); i += channels)
                transposed_tile<Phase, Pixels, channels, Inside, Terms...>(x, packed, quotients, part_size, r, group,
                                                                           iy, q, i);
            if constexpr (G.group_in() % channels != 0)
                transposed_tile<Phase, Pixels, 1, Inside, Terms...>(x, packed, quotients, part_size, r, group, iy, q,
                                                                    i);
        };
        constexpr std::integral_constant<size_t, 1> one{};
        for (size_t q = 0; q < whole.begin; ++q) sweep(one, std::false_type{}, q);
        if constexpr (whole.count() > 0)
            in_tiles<whole.count(), pixels>(whole.begin,
                                            [&](auto count, size_t q) { sweep(count, std::true_type{}, q); });
        for (size_t q = whole.end; q < width; ++q) sweep(one, std::false_type{}, q);
    }

    template<size_t Phase, size_t Pixels, size_t Channels, bool Inside, class... Terms>
    static void transposed_tile(T const* x, T const* packed, T const* quotients, size_t part_size, T* r, size_t group,
                                size_t iy, size_t q, size_t i) {
        constexpr size_t count = sums_of_a_number<Terms...> * Pixels * Channels;
        B sums[count];
#pragma GCC unroll 64
        for (size_t k = 0; k < count; ++k) sums[k] = B(T(0));
        T const* const inputs =
            x + (iy * G.in_width + Phase + q * W.stride.width) * G.in_channels + group * G.group_in() + i;
        for (size_t ky = 0; ky < W.kernel.height; ++ky) {
            size_t const reach = iy + W.padding.top, back = ky * W.dilation.height;
            if (reach < back || (reach - back) % W.stride.height != 0) continue;
            size_t const oy = (reach - back) / W.stride.height;
            if (oy >= G.out_height) continue;
            meta::unroll<W.kernel.width>([&](auto kx) __attribute__((always_inline)) {
                if constexpr (along::meets(Phase, kx)) {
                    auto const ox = static_cast<std::ptrdiff_t>(q) + along::shift(Phase, kx);
                    if (!Inside && (ox < 0 || ox >= static_cast<std::ptrdiff_t>(G.out_width))) return;
                    T const* s = quotients + (oy * G.out_width + static_cast<size_t>(ox)) * P::pixel + group * P::row;
                    T const* w = packed + P::place(group, ky, kx, i, 0);
                    for (size_t v = 0; v < row_vectors; ++v)
                        multiply_transposed<Pixels, Channels, Terms...>(s + v * V, w + v * V, inputs, part_size,
                                                                        sums);
                }
            });
        }
        auto const store = [&](size_t p, size_t c) __attribute__((always_inline)) {
            size_t const channel = group * G.group_in() + i + c;
            size_t const at = (iy * G.in_width + Phase + (q + p) * W.stride.width) * G.in_channels + channel;
            T const value = x[at];
            if constexpr (sign_pair<Terms...>::applies)
                r[at] = value * sum_of(sums[p * Channels + c]);
            else
                r[at] = [&]<size_t... Term>(std::index_sequence<Term...>) __attribute__((always_inline)) {
                    return (... + (Terms::input(value, channel) * sum_of(sums[(Term * Pixels + p) * Channels + c])));
                }(std::index_sequence_for<Terms...>{});
        };
        [&]<size_t... k>(std::index_sequence<k...>) __attribute__((always_inline)) {
            (store(k / Channels, k % Channels), ...);
        }(std::make_index_sequence<Pixels * Channels>{});
    }

    template<size_t Pixels, size_t Channels, class... Terms>
    [[gnu::always_inline]] static void
    multiply_transposed(T const* s, T const* weights, [[maybe_unused]] T const* inputs, size_t part_size, B* sums) {
        B w[Channels];
#pragma GCC unroll 8
        for (size_t c = 0; c < Channels; ++c) {
            w[c] = B::load_aligned(weights + c * P::row);
            keep_in_register<T>(w[c]);
        }
        if constexpr (sign_pair<Terms...>::applies) {
            using chosen = sign_pair<Terms...>;
#pragma GCC unroll 32
            for (size_t p = 0; p < Pixels; ++p) {
                B const quotient = B::load_aligned(s + chosen::part * part_size + p * P::pixel);
#pragma GCC unroll 8
                for (size_t c = 0; c < Channels; ++c) {
                    auto const is_negative = B(inputs[p * W.stride.width * G.in_channels + c]) < B(T(0));
                    B& sum = sums[p * Channels + c];
                    sum = multiply_add(chosen::weight(is_negative, w[c]), quotient, sum);
                }
            }
        } else {
            [&]<size_t... Term>(std::index_sequence<Term...>) __attribute__((always_inline)) {
                (multiply_term<Pixels, Channels, Term, Terms>(s + Terms::part * part_size, w, sums), ...);
            }(std::index_sequence_for<Terms...>{});
        }
    }
    template<size_t Pixels, size_t Channels, size_t Place, class Term>
    [[gnu::always_inline]] static void multiply_term(T const* s, B const* w, B* sums) {
#pragma GCC unroll 32
        for (size_t p = 0; p < Pixels; ++p) {
            B const quotient = B::load_aligned(s + p * P::pixel);
#pragma GCC unroll 8
            for (size_t c = 0; c < Channels; ++c) {
                B& sum = sums[(Place * Pixels + p) * Channels + c];
                sum = multiply_add(Term::weight(w[c]), quotient, sum);
            }
        }
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
