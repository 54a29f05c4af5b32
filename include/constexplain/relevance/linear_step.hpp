#pragma once
/// One step of a relevance pass through a linear layer, for every rule: forward products for the denominators,
/// quotients, transposed products.
#include <constexplain/kernel/reduce.hpp>
#include <constexplain/kernel/single_output.hpp>
#include <constexplain/relevance/factors.hpp>
#include <constexplain/relevance/linear_bounds.hpp>

namespace constexplain::detail {

/// Equal geometries under one rule share this step, wherever they stand in the network. `NeverNegative`: the denominators.
template<class T, linear_geometry G, class Engine, class Stabiliser, class Bounds, class Parts,
         bool NeverNegative = false>
struct linear_step;

template<class T, linear_geometry G, class Engine, class Stabiliser, class Bounds, class... Parts, bool NeverNegative>
struct linear_step<T, G, Engine, Stabiliser, Bounds, meta::list<Parts...>, NeverNegative> {
    using P = kernels::packing<T, G>;

    static constexpr quotient_layout Q = quotients_of(G, P::width);
    static constexpr size_t part_size = Q.count;
    using K = kernels::linear<T, G, Engine>;
    static constexpr bool divides = (... || (Parts::divides_by == term::denominator::sum));
    static constexpr bool covers_all = (... && (Parts::where == term::outputs::all));
    using per_sample = std::array<T, G.samples>;

    /// Runs the step; returns the relevance that the layer absorbed.
    template<known_before Known = known_before::nothing>
    [[gnu::always_inline]] static constexpr T run(step_data<T> const& at) {
        static_assert(G.samples == 1);
        if constexpr (K::is_inlined)
            return run_here<Known>(at)[0];
        else
            return run_batch<Known>(at)[0];
    }
    /// The same for a batch: what was absorbed of each sample.
    template<known_before Known = known_before::nothing>
    static constexpr per_sample run_batch(step_data<T> const& at) {
        return run_here<Known>(at);
    }

    /// The same, where the layer `writes_users_order`: `input` is the input in that order too, and so is the result. Not for
    /// constant expressions.
    template<known_before Known = known_before::nothing>
    static T run_in_users_order(step_data<T> const& at, T const* input) {
        return run_here<Known>(at, input)[0];
    }

    /// Whether relevance at one output alone is sent by `run_single`: where there is more than a vector of outputs, or the weights
    /// of one are neighbours in memory.
    static constexpr bool has_single = G.is_dense() && G.samples == 1 && !is_set<T> &&
                                       kernels::has_vectors<Engine, T> && Engine::skips_zeros &&
                                       (P::small_dense || P::row > P::width);
    /// The same as `run`, where no output but this one has relevance: its score, or 1. Where `HasRoom`, the outputs' and the scores'
    /// memory goes on to the end of a cache line. Not for constant expressions.
    template<bool FromOne, bool HasRoom>
    [[gnu::always_inline]] static T run_single(step_data<T> const& at, size_t output, T const* scores) {
        return run_single<FromOne, HasRoom>(at, output, scores, std::index_sequence_for<Parts...>{});
    }

    /// What each output absorbs, in `each`; of `at`, the result is not written.
    static constexpr void itemise(step_data<T> const& at, T* each) {
        denominators(at, std::index_sequence_for<Parts...>{});
        scalar_quotients(at, [&](size_t output, T const& lost) { each[output] = lost; });
    }

private:
    template<known_before Known, class... UsersInput>
    [[gnu::always_inline]] static constexpr per_sample run_here(step_data<T> const& at, UsersInput... users_input) {
        // What is known before is so outside of constant expressions, which use no vectors.
        if constexpr (Known != known_before::nothing)
            if (std::is_constant_evaluated())
                return linear_step<T, G, scalar_engine, Stabiliser, Bounds, meta::list<Parts...>,
                                   NeverNegative>::run_batch(at);
        per_sample absorbed{};
        if constexpr (Known == known_before::quotients) {
            using quotient = quotient_of<Stabiliser, meta::element<0, meta::list<Parts...>>>;
            absorbed[0] = sum_of(absorbed_by_channel<G, quotient>(at.quotients, at.packed + P::weights));
        } else {
            if constexpr (Q.has_margins(G.out_width)) clear_margins(at.quotients);
            if constexpr (Known == known_before::nothing) denominators(at, std::index_sequence_for<Parts...>{});
            absorbed = quotients(at);
        }
        if constexpr (is_set<T> && divides)
            linear_bounds<T, G, Stabiliser, Bounds, meta::list<Parts...>>::transposed(at, part_size);
        else
            transposed(at, std::index_sequence_for<Parts...>{}, users_input...);
        if constexpr (!divides) {
            constexpr size_t out = G.out_count() / G.samples, in = G.in_count() / G.samples;
            for (size_t n = 0; n < G.samples; ++n)
                absorbed[n] = kernels::sum<Engine, T, out>(at.relevance + n * out) -
                              kernels::sum<Engine, T, in>(at.result + n * in);
        }
        return absorbed;
    }

    template<bool FromOne, bool HasRoom, size_t... I>
    [[gnu::always_inline]] static T run_single(step_data<T> const& at, size_t output, T const* scores,
                                               std::index_sequence<I...>) {
        using B = batch<T>;
        B quotients[sizeof...(Parts)], absorbed(T(0));
        if constexpr (knows_all_quotients) {
            // Loaded as the forward pass has just stored them: of other vectors a load waits until they are in the cache.
            using few = batch_of<T, G.out_channels>;
            constexpr size_t count = HasRoom ? few::size : G.out_channels;
            few const z = load_first_of<count, few>(at.output);
            few const r = FromOne ? few(T(1)) : load_first_of<count, few>(scores);
            few const bias = few::load_aligned(at.packed + P::weights);
            few lost = divides && !covers_all ? r : few(T(0));
            few of_all[sizeof...(Parts)];
            ((of_all[I] = quotient_of<Stabiliser, Parts>::apply(z, z, r, bias, lost)), ...);
            absorbed = spread(lost, output);
            ((quotients[I] = spread(of_all[I], output)), ...);
        } else {
            B const z(at.output[output]), r(FromOne ? T(1) : scores[output]), bias(at.packed[P::weights + output]);
            if constexpr (divides && !covers_all) absorbed = r;
            ((quotients[I] = quotient_of<Stabiliser, Parts>::apply(
                  single_denominator<Parts>(at, output, z, terms_of<I>(typename Parts::products{})), z, r, bias,
                  absorbed)),
             ...);
        }
        share_single(at, output, quotients, meta::join<decltype(terms_of<I>(typename Parts::products{}))...>{});
        if constexpr (divides)
            return absorbed.get(0);
        else
            return (FromOne ? T(1) : scores[output]) - kernels::sum<Engine, T, G.in_count()>(at.result);
    }
    /// Of few outputs the quotients of all are ready before it is known whose is asked for.
    static constexpr bool knows_all_quotients =
        G.out_channels <= P::width &&
        (... && (!quotient_of<Stabiliser, Parts>::divides || quotient_of<Stabiliser, Parts>::reads_output));
    template<class Few>
    static batch<T> spread(Few const& all, size_t element) {
        alignas(64) std::array<T, Few::size> each;
        all.store_aligned(each.data());
        return batch<T>(each[element]);
    }
    template<class Part, class... Terms>
    [[gnu::always_inline]] static batch<T> single_denominator(step_data<T> const& at, size_t output,
                                                              batch<T> const& z, meta::list<Terms...>) {
        using quotient = quotient_of<Stabiliser, Part>;
        if constexpr (!quotient::divides || quotient::reads_output)
            return z;
        else
            return batch<T>(kernels::single_output<T, G>::template sum<Terms...>(at.input, at.packed, output) +
                            weight_map<typename Part::bias>::weight(at.packed[P::weights + output]));
    }
    template<class... Terms>
    [[gnu::always_inline]] static void share_single(step_data<T> const& at, size_t output, batch<T> const* quotients,
                                                    meta::list<Terms...>) {
        kernels::single_output<T, G>::template share<Terms...>(at.input, at.packed, output, quotients, at.result);
    }

    template<size_t Part, class... Products>
    static constexpr auto terms_of(meta::list<Products...>) {
        return meta::list<executable<Bounds, T, Part, Products>...>{};
    }

    /// The zeros beside each row.
    static constexpr void clear_margins(T* quotients) {
        for (size_t part = 0; part < sizeof...(Parts); ++part, quotients += part_size)
            for (size_t oy = 0; oy < G.out_height; ++oy) {
                for (size_t k = oy * Q.pitch * Q.pixel; k < Q.at(oy, 0); ++k) quotients[k] = T(0);
                for (size_t k = Q.at(oy, G.out_width); k < (oy + 1) * Q.pitch * Q.pixel; ++k) quotients[k] = T(0);
            }
    }

    template<size_t... I>
    static constexpr void denominators(step_data<T> const& at, std::index_sequence<I...>) {
        (denominator<I, Parts>(at, decltype(terms_of<I>(typename Parts::products{})){}), ...);
    }
    template<size_t I, class Part, class... Terms>
    static constexpr void denominator(step_data<T> const& at, meta::list<Terms...>) {
        using quotient = quotient_of<Stabiliser, Part>;
        if constexpr (quotient::divides && !quotient::reads_output)
            K::template forward_where<weight_map<typename Part::bias>, Terms...>(
                at.relevance, at.input, at.packed, at.quotients + I * part_size, at.scratch);
    }

    template<size_t... I>
    [[gnu::always_inline]] static constexpr void transposed(step_data<T> const& at, std::index_sequence<I...>,
                                                            auto... users_input) {
        transposed(at, meta::join<decltype(terms_of<I>(typename Parts::products{}))...>{}, users_input...);
    }
    template<class... Terms>
    [[gnu::always_inline]] static constexpr void transposed(step_data<T> const& at, meta::list<Terms...>) {
        K::template transposed<Terms...>(at.input, at.packed, at.quotients, part_size, at.result, at.scratch);
    }
    template<class... Terms>
    static void transposed(step_data<T> const& at, meta::list<Terms...>, T const* users_input) {
        K::template transposed_in_users_order<Terms...>(users_input, at.packed, at.quotients, part_size, at.result,
                                                        at.scratch);
    }

    /// Turns the denominators into quotients, in place; where channels are padded, the padding becomes 0.
    static constexpr per_sample quotients(step_data<T> const& at) {
        per_sample absorbed{};
        if constexpr (kernels::has_vectors<Engine, T>)
            if (!std::is_constant_evaluated()) {
                if constexpr (in_rows) {
                    absorbed[0] = sum_of(quotients_in_rows(at));
                } else if constexpr (by_channel) {
                    absorbed[0] = sum_of((..., quotients_by_channel<Parts>(at)));
                } else if constexpr (G.samples == 1) {
                    absorbed[0] = sum_of(vector_quotients(at, 0));
                } else {
                    constexpr size_t width = lanes<T>;
                    alignas(64) std::array<T, width> sums;
                    for (size_t first = 0; first < G.samples; first += width) {
                        size_t const count = std::min(width, G.samples - first);
                        batch<T> lost[width];
                        for (size_t n = 0; n < width; ++n)
                            lost[n] = n < count ? vector_quotients(at, first + n) : batch<T>(T(0));
                        sums_of(lost).store_aligned(sums.data());
                        std::copy_n(sums.begin(), count, absorbed.begin() + first);
                    }
                }
                return absorbed;
            }
        scalar_quotients(at, [&](size_t output, T const& lost) {
            T& sum = absorbed[output / (G.out_count() / G.samples)];
            sum = sum + lost;
        });
        return absorbed;
    }
    /// The same for one sample, on vectors; the elements of what is returned sum up to what was absorbed.
    static batch<T> vector_quotients(step_data<T> const& at, size_t sample) {
        constexpr size_t rows = P::depthwise ? 1 : G.groups;
        constexpr size_t length = P::depthwise ? G.out_channels : G.group_out();
        constexpr size_t pixels = G.out_pixels() / G.samples;
        T const* bias = at.packed + P::weights;
        batch<T> absorbed(T(0));
        for (size_t pixel = sample * pixels; pixel < (sample + 1) * pixels; ++pixel)
            for (size_t row = 0; row < rows; ++row) {
                size_t const from = pixel * G.out_channels + row * length;
                size_t const to = Q.at(pixel / G.out_width, pixel % G.out_width) + row * P::row;
                for_each_vector<T, length>([&](auto count, size_t k) {
                    auto const above = load_first<count>(at.relevance + from + k);
                    auto const output = load_first<count>(at.output + from + k);
                    auto const biases = batch<T>::load_aligned(bias + row * P::row + k);
                    // Past a row's end R is 0, and so are the quotients and what is absorbed there.
                    all_parts<Q.padded ? lanes<T> : size_t(count)>(at.quotients + to + k, output, above, biases,
                                                                   absorbed, std::index_sequence_for<Parts...>{});
                });
            }
        return absorbed;
    }
    /// Of many pixels the quotients of a channel are added up, and what they absorb is told once for all.
    static constexpr bool by_channel = G.samples == 1 && G.out_pixels() >= 8 && !is_set<T> && sizeof...(Parts) == 1 &&
                                       (... && quotient_of<Stabiliser, Parts>::has_two_parts);
    template<class Part>
    static batch<T> quotients_by_channel(step_data<T> const& at) {
        constexpr size_t rows = P::depthwise ? 1 : G.groups, V = P::width;
        constexpr size_t length = P::depthwise ? G.out_channels : G.group_out(), vectors = (length + V - 1) / V;
        constexpr size_t at_once = 4, whole = length / V / at_once * at_once, last = length - (vectors - 1) * V;
        batch<T> absorbed(T(0));
        for (size_t row = 0; row < rows; ++row) {
            for (size_t k = 0; k < whole * V; k += at_once * V)
                absorbed = absorbed + quotients_of_channels<Part, at_once, V>(at, row * length + k, row * P::row + k);
            if constexpr (whole < vectors)
                absorbed = absorbed + quotients_of_channels<Part, vectors - whole, last>(at, row * length + whole * V,
                                                                                         row * P::row + whole * V);
        }
        return absorbed;
    }
    /// `Count` vectors of channels, of whose last `Last` elements exist: from `channel` on, which lies at `place` in the
    /// quotients of a pixel and among the biases.
    template<class Part, size_t Count, size_t Last>
    static batch<T> quotients_of_channels(step_data<T> const& at, size_t channel, size_t place) {
        using quotient = quotient_of<Stabiliser, Part>;
        using B = batch<T>;
        constexpr size_t V = P::width;
        B absorbed(T(0)), sums[Count];
        meta::unroll<Count>([&](auto t) __attribute__((always_inline)) { sums[t] = B(T(0)); });
        for (size_t oy = 0; oy < G.out_height; ++oy)
            for (size_t ox = 0; ox < G.out_width; ++ox) {
                size_t const from = (oy * G.out_width + ox) * G.out_channels + channel;
                T* const to = at.quotients + Q.at(oy, ox) + place;
                meta::unroll<Count>([&](auto t) __attribute__((always_inline)) {
                    constexpr size_t count = t + 1 < Count ? V : Last, stored = Q.padded ? V : count;
                    B const d = [&]() __attribute__((always_inline)) {
                        if constexpr (quotient::reads_output)
                            return load_first<count>(at.output + from + t * V);
                        else
                            return load_first<stored>(to + t * V);
                    }();
                    // Past a row's end R is 0, and so are the quotients.
                    B const q = quotient::template of_output<NeverNegative>(
                        d, load_first<count>(at.relevance + from + t * V), absorbed);
                    sums[t] = sums[t] + q;
                    store_first<stored>(q, to + t * V);
                });
            }
        meta::unroll<Count>([&](auto t) __attribute__((always_inline)) {
            B const bias = B::load_aligned(at.packed + P::weights + place + t * V);
            absorbed = multiply_add(sums[t], quotient::template of_bias<NeverNegative>(bias), absorbed);
        });
        return absorbed;
    }
    /// Pixels that do not fill vectors, but lie next to one another: vectors run over a row of the image. By pixels, each
    /// would be loaded while a part of a vector that was just stored reaches into it, and wait for that.
    static constexpr bool in_rows = !Q.padded && (P::depthwise || G.groups == 1) && G.samples == 1 &&
                                    G.out_width > 1 && G.out_channels % P::width != 0 &&
                                    G.out_channels < 4 * P::width;
    static batch<T> quotients_in_rows(step_data<T> const& at) {
        constexpr size_t channels = G.out_channels, row = G.out_width * channels;
        // A vector from any channel on.
        std::array<T, channels + P::width> bias;
        for (size_t k = 0; k < bias.size(); ++k) bias[k] = at.packed[P::weights + k % channels];
        batch<T> absorbed(T(0));
        for (size_t oy = 0; oy < G.out_height; ++oy) {
            size_t channel = 0;
            for_each_vector<T, row>([&](auto count, size_t k) {
                auto const above = load_first<count>(at.relevance + oy * row + k);
                auto const output = load_first<count>(at.output + oy * row + k);
                auto const biases = batch<T>::load_unaligned(bias.data() + channel);
                all_parts<count>(at.quotients + Q.at(oy, 0) + k, output, above, biases, absorbed,
                                 std::index_sequence_for<Parts...>{});
                channel += P::width % channels;
                if (channel >= channels) channel -= channels;
            });
        }
        return absorbed;
    }
    /// The same for scalars; calls `absorb(output, lost)` for each output, by its place in memory.
    template<class Absorb>
    static constexpr void scalar_quotients(step_data<T> const& at, Absorb&& absorb) {
        constexpr size_t rows = P::depthwise ? 1 : G.groups;
        constexpr size_t length = P::depthwise ? G.out_channels : G.group_out();
        T const* bias = at.packed + P::weights;
        for (size_t pixel = 0; pixel < G.out_pixels(); ++pixel)
            for (size_t row = 0; row < rows; ++row)
                for (size_t k = 0; k < (Q.padded ? P::row : length); ++k) {
                    T* q = at.quotients + Q.at(pixel / G.out_width, pixel % G.out_width) + row * P::row + k;
                    if (k >= length) {
                        for (size_t p = 0; p < sizeof...(Parts); ++p) q[p * part_size] = T(0);
                        continue;
                    }
                    size_t const from = pixel * G.out_channels + row * length + k;
                    T lost = T(0);
                    all_parts<1>(q, at.output[from], at.relevance[from], bias[row * P::row + k], lost,
                                 std::index_sequence_for<Parts...>{});
                    absorb(from, lost);
                }
    }

    /// `Count` quotients are stored.
    template<size_t Count, class V, size_t... I>
    static constexpr void all_parts(T* q, V z, V r, V b, V& absorbed, std::index_sequence<I...>) {
        if constexpr (divides && !covers_all) absorbed = absorbed + r;
        (one_part<Count, Parts>(q + I * part_size, z, r, b, absorbed), ...);
    }
    template<size_t Count, class Part, class V>
    static constexpr void one_part(T* q, V z, V r, V b, V& absorbed) {
        using quotient = quotient_of<Stabiliser, Part>;
        V const d = [&] {
            if constexpr (quotient::reads_output || !quotient::divides)
                return z;
            else if constexpr (std::is_same_v<V, T>)
                return *q;
            else
                return load_first<Count>(q);
        }();
        if constexpr (is_set<V> && quotient::divides)  // the denominators stay, for linear_bounds
            absorbed = absorbed + kernels::by_sign(d, [&](V const& of_one_sign) {
                           V lost(0);
                           quotient::apply(of_one_sign, z, r, b, lost);
                           return lost;
                       });
        else if constexpr (std::is_same_v<V, T>)
            *q = quotient::apply(d, z, r, b, absorbed);
        else
            store_first<Count>(quotient::apply(d, z, r, b, absorbed), q);
    }
};

}  // namespace constexplain::detail
