#pragma once
/// Forward and transposed products of a linear layer, scalar by scalar: the form of constant expressions.
///
/// `Term` is one product f(x) g(w) of a sum: `Term::input(x, channel)`, `Term::weight(w)`, and for the transposed
/// pass `Term::part`, the number of the quotients it reads.
#include <constexplain/kernel/finish.hpp>
#include <constexplain/kernel/packing.hpp>
#include <constexplain/kernel/taps.hpp>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

template<class T, linear_geometry G>
struct linear_scalar {
    using P = packing<T, G>;
    static constexpr auto const& W = G.over;
    static constexpr quotient_layout Q = quotients_of(G, P::width);

    /// y_j = Finish(Init(b_j) + sum over terms, i: f(x_i) g(w_ij)); `y` has the layout of quotients where `Quotients`.
    template<class Init, class Finish, bool Quotients, class... Terms>
    static constexpr void forward(T const* x, T const* packed, T* y) {
        T const* bias = packed + P::weights;
        for (size_t oy = 0; oy < G.out_height; ++oy) {
            auto const ys =
                taps_inside(oy * W.stride.height, W.padding.top, W.dilation.height, W.kernel.height, G.in_height);
            for (size_t ox = 0; ox < G.out_width; ++ox) {
                auto const xs =
                    taps_inside(ox * W.stride.width, W.padding.left, W.dilation.width, W.kernel.width, G.in_width);
                size_t const pixel = oy * G.out_width + ox;
                if constexpr (Quotients)
                    for (size_t k = 0; k < Q.pixel; ++k) y[Q.at(oy, ox) + k] = T(0);
                for (size_t o = 0; o < G.out_channels; ++o) {
                    size_t const group = o / G.group_out(), out = o % G.group_out();
                    T sum = Init::weight(bias[quotient_place(group, out)]);
                    for (size_t ky = ys.begin; ky < ys.end; ++ky)
                        for (size_t kx = xs.begin; kx < xs.end; ++kx) {
                            size_t const at = in_pixel(oy, ox, ky, kx) * G.in_channels + group * G.group_in();
                            for (size_t i = 0; i < G.group_in(); ++i) {
                                T const w = packed[P::place(group, ky, kx, i, out)];
                                ((sum = sum + Terms::input(x[at + i], group * G.group_in() + i) * Terms::weight(w)),
                                 ...);
                            }
                        }
                    finish<Finish>(
                        sum, y + (Quotients ? Q.at(oy, ox) + quotient_place(group, out) : pixel * G.out_channels + o),
                        [](T const& value, T* at) { *at = value; });
                }
            }
        }
    }

    /// r_i = sum over terms: f(x_i) sum_j g(w_ij) s_j, with the quotients s of the term's part.
    template<class... Terms>
    static constexpr void transposed(T const* x, T const* packed, T const* quotients, size_t part_size, T* r) {
        for (size_t k = 0; k < G.in_count(); ++k) r[k] = T(0);
        (one_term<Terms>(x, packed, quotients + Terms::part * part_size, r), ...);
    }

    /// Calls `f(output pixel, group, tap row, tap column, place of the group's first input)` for each tap inside.
    template<class F>
    static constexpr void for_each_tap(F&& f) {
        for (size_t oy = 0; oy < G.out_height; ++oy) {
            auto const ys =
                taps_inside(oy * W.stride.height, W.padding.top, W.dilation.height, W.kernel.height, G.in_height);
            for (size_t ox = 0; ox < G.out_width; ++ox) {
                auto const xs =
                    taps_inside(ox * W.stride.width, W.padding.left, W.dilation.width, W.kernel.width, G.in_width);
                for (size_t group = 0; group < G.groups; ++group)
                    for (size_t ky = ys.begin; ky < ys.end; ++ky)
                        for (size_t kx = xs.begin; kx < xs.end; ++kx)
                            f(oy * G.out_width + ox, group, ky, kx,
                              in_pixel(oy, ox, ky, kx) * G.in_channels + group * G.group_in());
            }
        }
    }

    /// The place of an output channel's quotient in its pixel.
    static constexpr size_t quotient_place(size_t group, size_t out) {
        return Q.padded ? P::place(group, out) : group * G.group_out() + out;
    }

private:
    static constexpr size_t in_pixel(size_t oy, size_t ox, size_t ky, size_t kx) {
        return (oy * W.stride.height + ky * W.dilation.height - W.padding.top) * G.in_width +
               (ox * W.stride.width + kx * W.dilation.width - W.padding.left);
    }

    template<class Term>
    static constexpr void one_term(T const* x, T const* packed, T const* quotients, T* r) {
        for_each_tap([&](size_t pixel, size_t group, size_t ky, size_t kx, size_t at) {
            T const* s = quotients + Q.at(pixel / G.out_width, pixel % G.out_width);
            for (size_t i = 0; i < G.group_in(); ++i) {
                T sum = T(0);
                for (size_t out = 0; out < G.group_out(); ++out)
                    sum = sum + Term::weight(packed[P::place(group, ky, kx, i, out)]) * s[quotient_place(group, out)];
                r[at + i] = r[at + i] + Term::input(x[at + i], group * G.group_in() + i) * sum;
            }
        });
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
