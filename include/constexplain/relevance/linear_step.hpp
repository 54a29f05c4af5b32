#pragma once
/// One step of a relevance pass through a linear layer, for every rule: forward products for the denominators,
/// quotients, transposed products.
#include <constexplain/kernel/activation.hpp>
#include <constexplain/kernel/reduce.hpp>
#include <constexplain/relevance/maps.hpp>

namespace constexplain::detail {

/// What every step of a relevance pass reads and writes. All tensors are channels-last.
template<class T>
struct step_data {
    T const* input;      ///< x, the layer's input
    T const* output;     ///< z, its output before any activation
    T const* packed;     ///< its packed parameters, null where it has none
    T const* relevance;  ///< R_j, from above
    T* quotients;        ///< scratch
    T* result;           ///< R_i
};

/// R_j / stab(d_j) of one part for scalars or batches, and what output j absorbs of it.
template<class Stabiliser, class Part>
struct quotient_of {
    static constexpr bool divides = Part::divides_by == term::denominator::sum;
    // z itself is the denominator: the forward pass has it already.
    static constexpr bool reads_output =
        std::is_same_v<typename Part::products, meta::list<term::product<term::value, term::weight>>> &&
        std::is_same_v<typename Part::bias, term::weight> && divides;

    // In the scalar type: what rounds to 0 there is 0.
    template<class V>
    static constexpr bool is_zero = [] {
        if constexpr (requires { typename V::arch_type; })
            return static_cast<typename V::value_type>(Stabiliser::value) == 0;
        else
            return static_cast<V>(Stabiliser::value) == V(0);
    }();

    template<class V>
    static constexpr auto covers(V z) {
        if constexpr (Part::where == term::outputs::positive)
            return z > V(0);
        else
            return z < V(0);
    }

    /// Returns the quotient; adds to `absorbed`.
    template<class V>
    static constexpr V apply(V d, [[maybe_unused]] V z, V relevance, [[maybe_unused]] V bias, V& absorbed) {
        V const share = constant<V>(Part::coefficient) * relevance;
        if constexpr (!divides) {
            return share;
        } else {
            V const lost_to_bias = weight_map<typename Part::bias>::weight(bias);
            V quotient, lost;
            if constexpr (is_zero<V>) {
                // 0/0 := 0: such an output passes nothing down and absorbs all.
                auto const nothing = d == V(0);
                V const safe = kernels::choose(nothing, V(1), d);
                quotient = kernels::choose(nothing, V(0), share / safe);
                lost = kernels::choose(nothing, share, quotient * lost_to_bias);
            } else {
                V const added =
                    kernels::choose(d < V(0), constant<V>(-Stabiliser::value), constant<V>(Stabiliser::value));
                quotient = share / (d + added);
                lost = quotient * (lost_to_bias + added);
            }
            if constexpr (Part::where != term::outputs::all) {
                auto const covered = covers(z);
                quotient = kernels::choose(covered, quotient, V(0));
                lost = kernels::choose(covered, lost - share, V(0));  // what no part covers is added once, below
            }
            absorbed = absorbed + lost;
            return quotient;
        }
    }
};

/// Equal geometries under one rule share this step, wherever they stand in the network.
template<class T, linear_geometry G, class Engine, class Stabiliser, class Bounds, class Parts>
struct linear_step;

template<class T, linear_geometry G, class Engine, class Stabiliser, class Bounds, class... Parts>
struct linear_step<T, G, Engine, Stabiliser, Bounds, meta::list<Parts...>> {
    using P = kernels::packing<T, G>;
    using K = kernels::linear<T, G, Engine>;

    static constexpr size_t part_size = round_up_to(G.out_pixels() * P::pixel, buffer_unit);
    static constexpr bool divides = (... || (Parts::divides_by == term::denominator::sum));
    static constexpr bool covers_all = (... && (Parts::where == term::outputs::all));

    /// Runs the step; returns the relevance that the layer absorbed.
    static constexpr T run(step_data<T> const& at) {
        denominators(at, std::index_sequence_for<Parts...>{});
        T const absorbed = quotients(at);
        transposed(at, std::index_sequence_for<Parts...>{});
        if constexpr (divides)
            return absorbed;
        else
            return kernels::sum<Engine, T, G.out_count()>(at.relevance) -
                   kernels::sum<Engine, T, G.in_count()>(at.result);
    }

private:
    template<size_t Part, class... Products>
    static constexpr auto terms_of(meta::list<Products...>) {
        return meta::list<executable<Bounds, T, Part, Products>...>{};
    }

    template<size_t... I>
    static constexpr void denominators(step_data<T> const& at, std::index_sequence<I...>) {
        (denominator<I, Parts>(at, decltype(terms_of<I>(typename Parts::products{})){}), ...);
    }
    template<size_t I, class Part, class... Terms>
    static constexpr void denominator(step_data<T> const& at, meta::list<Terms...>) {
        using Q = quotient_of<Stabiliser, Part>;
        if constexpr (Q::divides && !Q::reads_output)
            K::template forward<weight_map<typename Part::bias>, kernels::no_activation, true, Terms...>(
                at.input, at.packed, at.quotients + I * part_size);
    }

    template<size_t... I>
    static constexpr void transposed(step_data<T> const& at, std::index_sequence<I...>) {
        transposed(at, meta::join<decltype(terms_of<I>(typename Parts::products{}))...>{});
    }
    template<class... Terms>
    static constexpr void transposed(step_data<T> const& at, meta::list<Terms...>) {
        K::template transposed<Terms...>(at.input, at.packed, at.quotients, part_size, at.result);
    }

    /// Turns the denominators into quotients, in place; padding becomes 0.
    static constexpr T quotients(step_data<T> const& at) {
        constexpr size_t rows = P::depthwise ? 1 : G.groups;
        constexpr size_t length = P::depthwise ? G.out_channels : G.group_out();
        T const* bias = at.packed + P::weights;
        return kernels::run<Engine, T>(
            [&] {
                batch<T> absorbed(T(0));
                for (size_t pixel = 0; pixel < G.out_pixels(); ++pixel)
                    for (size_t row = 0; row < rows; ++row) {
                        size_t const from = pixel * G.out_channels + row * length;
                        size_t const to = pixel * P::pixel + row * P::row;
                        for_each_vector<T, length>([&](auto count, size_t k) {
                            auto const above = load_first<count>(at.relevance + from + k);
                            auto const output = load_first<count>(at.output + from + k);
                            auto const biases = batch<T>::load_aligned(bias + row * P::row + k);
                            // Past a row's end R is 0, and so are the quotients and what is absorbed there.
                            all_parts(at.quotients + to + k, output, above, biases, absorbed,
                                      std::index_sequence_for<Parts...>{});
                        });
                    }
                return sum_of(absorbed);
            },
            [&] {
                T absorbed = T(0);
                for (size_t pixel = 0; pixel < G.out_pixels(); ++pixel)
                    for (size_t row = 0; row < rows; ++row)
                        for (size_t k = 0; k < P::row; ++k) {
                            T* q = at.quotients + pixel * P::pixel + row * P::row + k;
                            if (k >= length) {
                                for (size_t p = 0; p < sizeof...(Parts); ++p) q[p * part_size] = T(0);
                                continue;
                            }
                            size_t const from = pixel * G.out_channels + row * length + k;
                            all_parts(q, at.output[from], at.relevance[from], bias[row * P::row + k], absorbed,
                                      std::index_sequence_for<Parts...>{});
                        }
                return absorbed;
            });
    }

    template<class V, size_t... I>
    static constexpr void all_parts(T* q, V z, V r, V b, V& absorbed, std::index_sequence<I...>) {
        if constexpr (divides && !covers_all) absorbed = absorbed + r;
        (one_part<Parts>(q + I * part_size, z, r, b, absorbed), ...);
    }
    template<class Part, class V>
    static constexpr void one_part(T* q, V z, V r, V b, V& absorbed) {
        using Q = quotient_of<Stabiliser, Part>;
        V const d = [&] {
            if constexpr (Q::reads_output || !Q::divides)
                return z;
            else if constexpr (std::is_same_v<V, T>)
                return *q;
            else
                return V::load_aligned(q);
        }();
        if constexpr (std::is_same_v<V, T>)
            *q = Q::apply(d, z, r, b, absorbed);
        else
            Q::apply(d, z, r, b, absorbed).store_aligned(q);
    }
};

}  // namespace constexplain::detail
