#pragma once
/// The transposed product of a convolution whose weights are kept turned: for each phase of the stride, the forward product of
/// the turned convolution.
#include <constexplain/kernel/linear_vector.hpp>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// `Allowed` and `SkipsZeros`: as `linear_vector` takes them.
template<class T, linear_geometry G, winograd_patches Allowed, bool SkipsZeros>
struct turned_vector {
    using P = packing<T, G>;
    static constexpr auto const& W = G.over;

    /// See `linear_scalar::transposed`; `scratch` as `winograd_of` says of the turned convolution.
    template<class... Terms>
    static void transposed(T const* x, T const* packed, T const* quotients, size_t part_size, T* r, T* scratch) {
        for_each_term<Terms...>([&]<class Term>(std::type_identity<Term>, bool is_first) {
            turned_term<Term>(x, packed, quotients + Term::part * part_size, r, is_first, scratch);
        });
    }

private:
    struct no_start {
        template<class R>
        static R weight(R const&) {
            return R(T(0));
        }
    };
    template<class Term>
    struct turned_weight {
        static constexpr bool by_channel = false, vanishes_at_zero = true;
        static constexpr bool never_negative = Term::never_negative, keeps_weights = Term::keeps_weights;
        template<class V>
        static V input(V quotient, size_t) {
            return quotient;
        }
        template<class V>
        static V weight(V const& w) {
            return Term::weight(w);
        }
    };
    template<class Term>
    static void turned_term(T const* x, T const* packed, T const* quotients, T* r, bool is_first, T* scratch) {
        meta::for_each_index<W.stride.height * W.stride.width>([&](auto index) {
            constexpr extent_2d phase{index / W.stride.width, index % W.stride.width};
            constexpr linear_geometry turned = turned_convolution(G, phase);
            auto const place = [=](size_t y, size_t column) {
                return ((phase.height + y * W.stride.height) * G.in_width + phase.width + column * W.stride.width) *
                       G.in_channels;
            };
            if constexpr (turned.out_pixels() == 0) {
                // The image ends before this phase begins.
            } else if constexpr (turned.taps() == 0) {
                if (is_first)
                    for (size_t y = 0; y < turned.out_height; ++y)
                        for (size_t column = 0; column < turned.out_width; ++column)
                            for (size_t k = 0; k < G.in_channels; ++k) r[place(y, column) + k] = T(0);
            } else {
                linear_vector<T, turned, Allowed, SkipsZeros>::template sweep<no_start, turned_weight<Term>>(
                    quotients, packed + P::transposed_of(phase),
                    [=]<class R, size_t Count>(R const& sum, size_t, size_t y, size_t column, size_t in,
                                               std::integral_constant<size_t, Count>) __attribute__((always_inline)) {
                        size_t const at = place(y, column) + in;
                        give_share<Term, Count>(x + at, in, sum, is_first, r + at);
                    },
                    scratch);
            }
        });
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
