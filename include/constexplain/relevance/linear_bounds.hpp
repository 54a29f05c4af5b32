#pragma once
/// The transposed pass of a linear layer's step for sets of numbers, as intervals.
///
/// An input's product is one of the summands of its denominator, so that both move together. Bounded one by one, a
/// share that never exceeds 1 could seem as large as the widths allow.
#include <constexplain/kernel/linear_scalar.hpp>
#include <constexplain/relevance/quotient.hpp>

namespace constexplain::detail::inline CONSTEXPLAIN_INSTRUCTION_SET {

template<class T, linear_geometry G, class Stabiliser, class Bounds, class Parts>
struct linear_bounds;

template<class T, linear_geometry G, class Stabiliser, class Bounds, class... Parts>
struct linear_bounds<T, G, Stabiliser, Bounds, meta::list<Parts...>> {
    using P = kernels::packing<T, G>;

    /// `at.quotients` holds the denominators, `part_size` of them for each part.
    static constexpr void transposed(step_data<T> const& at, size_t part_size) {
        for (size_t k = 0; k < G.in_count(); ++k) at.result[k] = T(0);
        bool const inside = is_inside(at.input);
        kernels::linear_scalar<T, G>::for_each_tap(
            [&](size_t pixel, size_t group, size_t ky, size_t kx, size_t first) {
                for (size_t i = 0; i < G.group_in(); ++i)
                    for (size_t out = 0; out < G.group_out(); ++out) {
                        T& to = at.result[first + i];
                        size_t const output = pixel * G.out_channels + group * G.group_out() + out;
                        T const& w = at.packed[P::place(group, ky, kx, i, out)];
                        T const* d = at.quotients + pixel * P::pixel + P::place(group, out);
                        (
                            [&] {
                                to = to + one<Parts>(at.input[first + i], group * G.group_in() + i, w,
                                                     at.output[output], *d, at.relevance[output], inside);
                                d += part_size;
                            }(),
                            ...);
                    }
            });
    }

private:
    /// Whether all inputs lie in the bounds that the rule subtracts: then no product is negative, and no denominator,
    /// which rounding might hide.
    static constexpr bool is_inside([[maybe_unused]] T const* x) {
        bool inside = !std::is_void_v<Bounds>;
        if constexpr (!std::is_void_v<Bounds>)
            for (size_t k = 0; k < G.in_count(); ++k) {
                size_t const channel = k % G.in_channels;
                inside = inside && certain(x[k] >= input_map<term::low_bound, Bounds, T>::input(x[k], channel)) &&
                         certain(x[k] <= input_map<term::high_bound, Bounds, T>::input(x[k], channel));
            }
        return inside;
    }

    /// What one part sends from an output to an input.
    template<class Part>
    static constexpr T one(T const& x, size_t channel, T const& w, T const& z, T const& sum, T const& relevance,
                           bool inside) {
        using Q = quotient_of<Stabiliser, Part>;
        auto const product = [&]<class... Products>(meta::list<Products...>) {
            return (T(0) + ... +
                    (executable<Bounds, T, 0, Products>::input(x, channel) *
                     executable<Bounds, T, 0, Products>::weight(w)));
        }(typename Part::products{});
        auto const known = [&](T const& v) { return inside ? kernels::positive_part(v) : v; };
        T const share = number_traits<T>::share(known(product), known(Q::reads_output ? z : sum), Stabiliser::value);
        T const sent = constant<T>(Part::coefficient) * relevance * share;
        if constexpr (Part::where == term::outputs::all)
            return sent;
        else
            return kernels::choose(Q::covers(z), sent, T(0));
    }
};

}  // namespace constexplain::detail::inline CONSTEXPLAIN_INSTRUCTION_SET
