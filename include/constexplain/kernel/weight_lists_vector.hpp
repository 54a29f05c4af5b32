#pragma once
/// The transposed product of a convolution with few input channels through lists of its weights: `shape/weight_lists.hpp`.
#include <constexplain/kernel/packing.hpp>
#include <constexplain/kernel/quotient_planes.hpp>
#include <constexplain/kernel/reorder.hpp>
#include <constexplain/kernel/share.hpp>
#include <constexplain/kernel/taps.hpp>
#include <constexplain/tensor/nonzero.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// `SkipsZeros`: may leave out output channels that have no relevance anywhere.
template<class T, linear_geometry G, bool SkipsZeros>
struct weight_lists_vector {
    using P = packing<T, G>;
    using B = batch<T>;
    static constexpr auto const& W = G.over;
    static constexpr weight_lists_plan plan = weight_lists_of(G, lanes<T>);
    static constexpr quotient_planes planes = plan.planes;
    static constexpr size_t V = lanes<T>;

    /// See `linear_scalar::transposed`; `scratch` as in `plan`.
    template<class... Terms>
    static void transposed(T const* x, T const* packed, T const* quotients, size_t part_size, T* r, T* scratch) {
        if constexpr (G.in_channels == 1) {
            transposed_planes<Terms...>(x, packed, quotients, part_size, r, scratch);
        } else {
            constexpr memory_order order{G.in_channels, G.in_height * G.in_width};
            T* const input = scratch + plan.input;
            T* const sent = input + round_up_to(G.in_count(), buffer_unit);
            to_users_order<order>(x, input);
            transposed_planes<Terms...>(input, packed, quotients, part_size, sent, scratch);
            to_memory_order<order>(sent, r);
        }
    }
    /// The same with x and r in the users' order: a plane for each channel. The end of `scratch` from `plan.input` on is not
    /// needed.
    template<class... Terms>
    static void transposed_planes(T const* x, T const* packed, T const* quotients, size_t part_size, T* r,
                                  T* scratch) {
        constexpr size_t parts = std::max({Terms::part...}) + 1;
        meta::for_each_index<parts>([&](auto part) {
            quotient_planes_vector<T, G, planes>::bring(quotients + part * part_size, scratch);
            send_part<part, Terms...>(x, packed, r, scratch);
        });
    }

private:
    static constexpr size_t plane = G.in_height * G.in_width;

    // ---- lists ---------------------------------------------------------------------------------------------

    /// Entries are a weight and, in the next scalar's bits, the place of the quotients that it multiplies for the
    /// first inputs of the phase.
    using place_bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    static constexpr size_t lists = W.stride.height * W.stride.width * G.in_channels;
    /// Where each list ends and the next one begins; by row phase, channel, and column phase.
    using list_ends = std::array<size_t, lists + 1>;
    static constexpr size_t lists_size = 2 * G.weight_count();

    using channel_set = std::array<bool, G.out_channels>;
    /// The output channels whose planes are not 0 everywhere: what a filter that never answers sends costs as much as any other.
    static channel_set sending(T const* quotients) {
        channel_set found;
        found.fill(true);
        if constexpr (SkipsZeros)
            for (size_t out = 0; out < G.out_channels; ++out) {
                T const* const from = quotients + planes.place(out, 0, 0);
                static_assert(planes.plane() % V == 0);
                size_t k = 0;
                while (k < planes.plane() && bits_of_nonzero(B::load_unaligned(from + k)) == 0) k += V;
                found[out] = k < planes.plane();
            }
        return found;
    }

    template<class Term>
    [[gnu::noinline]] static list_ends make_lists(T const* packed, channel_set const& sends, T* list) {
        list_ends ends{};
        size_t entries = 0, number = 0;
        for (size_t row_phase = 0; row_phase < W.stride.height; ++row_phase)
            for (size_t channel = 0; channel < G.in_channels; ++channel)
                for (size_t column_phase = 0; column_phase < W.stride.width; ++column_phase) {
                    size_t const row = planes.top + (row_phase + W.padding.top) / W.stride.height;
                    size_t const column = planes.left + (column_phase + W.padding.left) / W.stride.width;
                    size_t const first_y = (row_phase + W.padding.top) % W.stride.height;
                    size_t const first_x = (column_phase + W.padding.left) % W.stride.width;
                    for (size_t out = 0; out < G.out_channels; ++out)
                        for (size_t ty = 0; first_y + ty * W.stride.height < W.kernel.height; ++ty)
                            for (size_t tx = 0; first_x + tx * W.stride.width < W.kernel.width; ++tx) {
                                T const w = Term::weight(packed[P::place(
                                    0, first_y + ty * W.stride.height, first_x + tx * W.stride.width, channel, out)]);
                                // Written all the same: the next one takes its place.
                                list[2 * entries] = w;
                                list[2 * entries + 1] = std::bit_cast<T>(
                                    static_cast<place_bits>(planes.place(out, row - ty, column - tx)));
                                entries += w != T(0) && sends[out] ? 1 : 0;
                            }
                    ends[++number] = entries;
                }
        return ends;
    }

    // ---- products ------------------------------------------------------------------------------------------

    /// How many of the first terms are of one part.
    template<size_t Part, class... Terms>
    static constexpr size_t terms_before(size_t end) {
        constexpr std::array parts{Terms::part...};
        return static_cast<size_t>(std::count(parts.begin(), parts.begin() + end, Part));
    }
    /// The terms of one part, whose quotients `scratch` holds: a few together, so that rows that one has written are at hand for
    /// the next.
    template<size_t Part, class... Terms>
    static void send_part(T const* x, T const* packed, T* r, T* scratch) {
        constexpr size_t terms = terms_before<Part, Terms...>(sizeof...(Terms)), together = plan.most_terms;
        auto const sends = sending(scratch);
        meta::for_each_index<(terms + together - 1) / together>([&](auto group) {
            auto const for_each = [&](auto const& f) {
                [&]<size_t... I>(std::index_sequence<I...>) {
                    auto const pass = [&]<class Term, size_t Index>(std::type_identity<Term> term,
                                                                    std::integral_constant<size_t, Index>) {
                        constexpr size_t number = terms_before<Part, Terms...>(Index);
                        if constexpr (Term::part == Part && number / together == group)
                            f(term, number % together, Index == 0);
                    };
                    (pass(std::type_identity<Terms>{}, std::integral_constant<size_t, I>{}), ...);
                }(std::index_sequence_for<Terms...>{});
            };
            std::array<list_ends, together> ends;
            for_each([&]<class Term>(std::type_identity<Term>, size_t term, bool) {
                ends[term] = make_lists<Term>(packed, sends, scratch + plan.lists + term * lists_size);
            });
            meta::for_each_index<std::min(W.stride.height, G.in_height)>([&](auto phase) {
                constexpr size_t rows = (G.in_height - phase + W.stride.height - 1) / W.stride.height;
                in_tiles<rows, tile_rows>(0, [&](auto count, size_t row) {
                    size_t const at = (row * W.stride.height + phase) * G.in_width;
                    for_each([&]<class Term>(std::type_identity<Term>, size_t term, bool is_first) {
                        multiply_rows<Term, count>(x, scratch + row * planes.pitch,
                                                   scratch + plan.lists + term * lists_size, ends[term], phase, at,
                                                   is_first, r);
                    });
                });
            });
        });
    }

    static constexpr size_t row_vectors = ((G.in_width + W.stride.width - 1) / W.stride.width + V - 1) / V;
    /// Sums of a list's tile: of every column phase they are in registers together, beside a weight. Fewer would wait for one
    /// another.
    static constexpr size_t most_sums = std::min((vector_registers - 2) / W.stride.width, size_t{8});
    static constexpr size_t tile_vectors = std::min(row_vectors, most_sums);
    static constexpr size_t tile_rows = most_sums / tile_vectors;

    /// `Rows` rows of one phase, the first of which begins at `at` in a plane.
    template<class Term, size_t Rows>
    static void multiply_rows(T const* x, T const* quotients, T const* list, list_ends const& ends, size_t phase,
                              size_t at, bool is_first, T* r) {
        constexpr size_t elements = V * W.stride.width;
        constexpr size_t whole = G.in_width / elements / tile_vectors * tile_vectors, rest = row_vectors - whole;
        for (size_t channel = 0; channel < G.in_channels; ++channel) {
            size_t const* const of_channel = ends.data() + (phase * G.in_channels + channel) * W.stride.width;
            size_t const from = channel * plane + at;
            for (size_t v = 0; v < whole; v += tile_vectors)
                multiply_tile<Term, Rows, tile_vectors, tile_vectors * elements>(
                    x + from + v * elements, quotients + v * V, list, of_channel, channel, is_first,
                    r + from + v * elements);
            if constexpr (rest > 0)
                multiply_tile<Term, Rows, rest, G.in_width - whole * elements>(
                    x + from + whole * elements, quotients + whole * V, list, of_channel, channel, is_first,
                    r + from + whole * elements);
        }
    }
    /// `Count` vectors of each column phase and row, of whose inputs `Existing` exist, next to one another.
    template<class Term, size_t Rows, size_t Count, size_t Existing>
    [[gnu::noinline]] static void multiply_tile(T const* x, T const* quotients, T const* list, size_t const* ends,
                                                size_t channel, bool is_first, T* r) {
        constexpr size_t phases = W.stride.width, tile = Rows * Count;
        B sums[phases * tile];
#pragma GCC unroll 8
        for (size_t phase = 0; phase < phases; ++phase) {
            B* const of_phase = sums + phase * tile;
#pragma GCC unroll 8
            for (size_t k = 0; k < tile; ++k) of_phase[k] = B(T(0));
            for (size_t n = ends[phase]; n < ends[phase + 1]; ++n) {
                B w(list[2 * n]);
                keep_in_register(w);
                T const* const from = quotients + std::bit_cast<place_bits>(list[2 * n + 1]);
#pragma GCC unroll 8
                for (size_t k = 0; k < tile; ++k)
                    of_phase[k] = multiply_add(w, B::load_unaligned(from + k / Count * planes.pitch + k % Count * V),
                                               of_phase[k]);
            }
        }
#pragma GCC unroll 8
        for (size_t row = 0; row < Rows; ++row) {
            meta::unroll<Count>([&](auto v) __attribute__((always_inline)) {
                B of_phases[phases];
#pragma GCC unroll 8
                for (size_t phase = 0; phase < phases; ++phase)
                    of_phases[phase] = sums[phase * tile + row * Count + v];
                meta::unroll<phases>([&](auto k) __attribute__((always_inline)) {
                    constexpr size_t column = (v * phases + k) * V;
                    size_t const at = row * W.stride.height * G.in_width + column;
                    if constexpr (column < Existing)
                        give_share_of_channel<Term, std::min(V, Existing - column)>(
                            x + at, channel, gathered<from_planes<phases, k, V>, phases>(of_phases), is_first,
                            r + at);
                });
            });
        }
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
