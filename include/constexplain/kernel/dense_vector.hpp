#pragma once
/// Products of a dense layer on vector registers.
///
/// Forward: sums of weight rows, several of them at the same time where a row has few vectors, so that no sum waits for the
/// one before it. Transposed: of a small layer the same over its transposed weights; of a larger one, whose weights should
/// be read once from memory, dot products with as many rows as a vector has lanes, added up across together. Rows of inputs
/// that are 0 are not read, where that is common.
#include <constexplain/kernel/finish.hpp>
#include <constexplain/kernel/packing.hpp>
#include <constexplain/kernel/share.hpp>
#include <constexplain/tensor/nonzero.hpp>

#include <algorithm>
#include <cstdint>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// Sums of `Rows` rows of `Elements` elements, padded to whole vectors; each row times a factor.
template<class T, size_t Rows, size_t Elements>
struct row_sums {
    static constexpr size_t V = lanes<T>;
    static constexpr size_t vectors = (Elements + V - 1) / V;
    /// Of a few elements half a vector, of which a core adds two at a time.
    using R = batch_of<T, Elements>;

    /// All rows in their order.
    struct every {
        static constexpr bool is_static = true;
        static constexpr size_t count = Rows;
        size_t operator[](size_t k) const { return k; }
    };

    /// Calls `store(place, sum)` for each vector with start(place) + sum over rows k and parts: factor(from[k], k) weight(row k).
    /// A part has `from`; `factor`, of scalars, and of vectors of several where `may_spread`; and `weight(vector)`. A place is
    /// `at`, the first element, how many exist, `count`, and the type of `vector`.
    template<class List, class Start, class Store, class... Parts>
    [[gnu::always_inline]] static void run(T const* weights, List const& list, Start const& start, Store const& store,
                                           Parts const&... parts) {
        constexpr size_t whole = Elements / V / most_vectors * most_vectors;
        for (size_t first = 0; first < whole; first += most_vectors)
            run_block<most_vectors, V>(first, weights, list, start, store, parts...);
        if constexpr (whole < vectors)
            run_block<vectors - whole, Elements - (vectors - 1) * V>(whole, weights, list, start, store, parts...);
    }

private:
    template<size_t Count>
    struct place {
        using vector = R;
        size_t at;
        static constexpr size_t count = Count;
    };

    static constexpr size_t most_vectors = 8;
    /// How many rows at a time, each with sums of its own: so many that at least eight multiply-adds are under way, and no
    /// more than four or eight, since they are added up at the end.
    static constexpr size_t chains(size_t count) {
        size_t const wanted = count > 1 ? 4 : 8, room = (vector_registers - 4) / count;
        size_t const most = room < wanted ? room : wanted;
        return most > Rows ? Rows : most > 1 ? most : 1;
    }

    /// `Count` vectors from number `first` on, of whose last `Last` elements exist.
    template<size_t Count, size_t Last, class List, class Start, class Store, class... Parts>
    [[gnu::always_inline]] static void run_block(size_t first, T const* weights, List const& list, Start const& start,
                                                 Store const& store, Parts const&... parts) {
        constexpr size_t at_a_time = chains(Count);
        T const* const columns = weights + first * V;
        R sums[at_a_time * Count];
#pragma GCC unroll 8
        for (size_t t = 0; t + 1 < Count; ++t) sums[t] = start(place<V>{(first + t) * V});
        sums[Count - 1] = start(place<Last>{(first + Count - 1) * V});
#pragma GCC unroll 64
        for (size_t k = Count; k < at_a_time * Count; ++k) sums[k] = R(T(0));
        auto const add_row = [&](size_t row, R* to) __attribute__((always_inline)) {
            (add<Count>(columns, parts, R(parts.factor(parts.from[row], row)), row, to), ...);
        };
        size_t const count = list.count;
        size_t k = 0;
        if constexpr (List::is_static && Rows >= R::size && spread_vector<R>::wins && at_a_time >= 2 &&
                      (... && Parts::may_spread)) {
            constexpr size_t last = Rows / R::size * R::size - R::size;
            constexpr size_t apart = last + R::size == Rows && sizeof...(Parts) == 1 ? taken_apart(Count) : 0;
#pragma GCC unroll 4
            for (; k < last; k += R::size) (add_neighbours<Count, 0>(columns, parts, k, sums), ...);
            (add_neighbours<Count, apart>(columns, parts, last, sums), ...);
            k = last + R::size;
        }
        for (; k + at_a_time <= count; k += at_a_time)
#pragma GCC unroll 8
            for (size_t c = 0; c < at_a_time; ++c) add_row(list[k + c], sums + c * Count);
        if constexpr (!List::is_static || Rows % at_a_time != 0)
            for (; k < count; ++k) add_row(list[k], sums);
        fold<at_a_time * Count, Count>(sums);
        [&]<size_t... t>(std::index_sequence<t...>) __attribute__((always_inline)) {
            (store(place<t + 1 < Count ? V : Last>{(first + t) * V}, sums[t]), ...);
        }(std::make_index_sequence<Count>{});
    }
    /// `Count` vectors of a row times its factor.
    template<size_t Count, class Part>
    [[gnu::always_inline]] static void add(T const* columns, Part const& part, R const& factor, size_t row, R* to) {
        // A pack: g++ orders the sums of small layers worse if a loop adds to them.
        [&]<size_t... t>(std::index_sequence<t...>) __attribute__((always_inline)) {
            ((to[t] = multiply_add(factor, weight<t>(columns, part, row), to[t])), ...);
        }(std::make_index_sequence<Count>{});
    }
    template<size_t Vector, class Part>
    [[gnu::always_inline]] static R weight(T const* columns, Part const& part, size_t row) {
        return part.weight(R::load_aligned(columns + row * (vectors * V) + Vector * V));
    }

    /// The same for a vector of rows from number `row` on, whose factors are neighbours in memory; of the last `Apart` vector by
    /// vector: the first one's sums are added up, and the next layer begins with them, while the others are not ready yet.
    template<size_t Count, size_t Apart, class Part>
    [[gnu::always_inline]] static void add_neighbours(T const* columns, Part const& part, size_t row, R* sums) {
        constexpr size_t at_a_time = chains(Count), together = R::size - Apart;
        spread_vector<R> const factors(part.from + row);
        auto const factor = [&](auto k) __attribute__((always_inline)) {
            return R(part.factor(factors.template get<k>(), row + k));
        };
        auto const each_sum = [&](auto const& f) __attribute__((always_inline)) {
            [&]<size_t... n>(std::index_sequence<n...>)
                __attribute__((always_inline)) { (f(sums[n]), ...); }(std::make_index_sequence<at_a_time * Count>{});
        };
        meta::unroll<together>([&](auto k) __attribute__((always_inline)) {
            add<Count>(columns, part, factor(k), row + k, sums + k % at_a_time * Count);
            if constexpr ((k + 1) % at_a_time == 0) each_sum([](R& sum) { keep_order(sum); });
        });
        if constexpr (Apart > 0) {
            each_sum([](R& sum) { order_here(sum); });
            R kept[Apart];
            meta::unroll<Apart>([&](auto k) __attribute__((always_inline)) {
                kept[k] = factor(std::integral_constant<size_t, together + k>{});
            });
            meta::unroll<Count>([&](auto t) __attribute__((always_inline)) {
                meta::unroll<Apart>([&](auto k) __attribute__((always_inline)) {
                    R& sum = sums[(together + k) % at_a_time * Count + t];
                    sum = multiply_add(kept[k], weight<t>(columns, part, row + together + k), sum);
                });
                if constexpr (t + 1 < Count) each_sum([](R& sum) { order_here(sum); });
            });
        }
    }
    /// How many rows are taken apart, of `count` vectors: no more than there are registers for the factors of.
    static constexpr size_t taken_apart(size_t count) {
        size_t const taken = chains(count) * count + 4,
                     room = vector_registers < taken ? 0 : vector_registers - taken;
        return count < 2 ? 0 : std::min({room, size_t{12}, size_t{R::size}});
    }

    /// Adds up `All` sums to the first `Count`, by halves: the next layer waits for them.
    template<size_t All, size_t Count>
    [[gnu::always_inline]] static void fold(R* sums) {
        if constexpr (All > Count) {
            constexpr size_t kept = (All / Count + 1) / 2 * Count;
            [&]<size_t... k>(std::index_sequence<k...>) __attribute__((always_inline)) {
                ((sums[k] = sums[k] + sums[k + kept]), ...);
            }(std::make_index_sequence<All - kept>{});
            fold<kept, Count>(sums);
        }
    }
};

template<class T, linear_geometry G, bool SkipsZeros>
struct dense_vector {
    using P = packing<T, G>;
    using B = batch<T>;
    static constexpr size_t V = lanes<T>;
    static constexpr size_t inputs = G.in_channels, outputs = G.out_channels;
    static constexpr size_t row_vectors = P::row / V;

    /// See `linear_scalar::forward`.
    template<class Init, class Finish, bool Quotients, class... Terms>
    [[gnu::always_inline]] static void forward(T const* x, T const* packed, T* y) {
        using sums = row_sums<T, inputs, outputs>;
        auto const biases = [=](auto v) {
            return Init::weight(decltype(v)::vector::load_aligned(packed + P::weights + v.at));
        };
        auto const store = [=](auto v, auto const& sum) {
            if constexpr (Quotients)
                finish<Finish>(sum, y + v.at, [](auto const& value, T* at) { store_whole(value, at); });
            else
                finish_first<Finish, v.count>(sum, y + v.at);
        };
        if constexpr (!skips<Terms...>) {
            sums::run(packed, typename sums::every{}, biases, store, times_input<Terms>{x}...);
        } else if constexpr (chunk == inputs) {
            // Where no input is 0 the list would only cost.
            if (nonzero const rows(x, 0); rows.count < inputs)
                sums::run(packed, rows, biases, store, times_input<Terms>{x}...);
            else
                sums::run(packed, typename sums::every{}, biases, store, times_input<Terms>{x}...);
        } else {
            // y holds the sums of the chunks so far.
            auto const sums_so_far = [=](auto v) {
                return load_first_of<v.count, typename decltype(v)::vector>(y + v.at);
            };
            auto const keep = [=](auto v, auto const& sum) { store_first<v.count>(sum, y + v.at); };
            sums::run(packed, nonzero(x, 0), biases, keep, times_input<Terms>{x}...);
            size_t from = chunk;
            for (; from + chunk < inputs; from += chunk)
                sums::run(packed, nonzero(x, from), sums_so_far, keep, times_input<Terms>{x}...);
            sums::run(packed, nonzero(x, from), sums_so_far, store, times_input<Terms>{x}...);
        }
    }

    /// See `linear_scalar::transposed`.
    template<class... Terms>
    [[gnu::always_inline]] static void transposed(T const* x, T const* packed, T const* quotients, size_t part_size,
                                                  T* r) {
        if constexpr (P::small_dense) {
            transposed_by_sums<Terms...>(x, packed + P::transposed, quotients, part_size, r);
        } else if constexpr (skips<Terms...>) {
            for (size_t from = 0; from < inputs; from += chunk) {
                nonzero const rows(x, from);
                if (rows.count == chunk) {
                    multiply_chunk<chunk, Terms...>(x, packed, quotients, part_size, r, from);
                    continue;
                }
                size_t const end = from + chunk < inputs ? from + chunk : inputs;
                for (size_t k = from; k < end; ++k) r[k] = T(0);
                for (size_t k = 0; k < rows.count; k += V)
                    multiply_scattered<Terms...>(x, packed, quotients, part_size, r, rows, k);
            }
        } else {
            multiply_chunk<inputs, Terms...>(x, packed, quotients, part_size, r, 0);
        }
    }

private:
    template<class Term>
    struct times_input : Term {
        T const* from;
        explicit times_input(T const* x) : from(x) {}
        static constexpr bool may_spread = !Term::by_channel;
        template<class V>
        static V factor(V const& value, size_t k) {
            return Term::input(value, k);
        }
    };
    template<class Term>
    struct times_quotient : Term {
        T const* from;
        explicit times_quotient(T const* s) : from(s) {}
        static constexpr bool may_spread = true;
        template<class V>
        static V factor(V const& quotient, size_t) {
            return quotient;
        }
    };

    // ---- rows whose input is 0 -----------------------------------------------------------------------------

    /// A list costs more than a few rows.
    template<class... Terms>
    static constexpr bool skips = SkipsZeros && inputs >= 64 && (... && Terms::vanishes_at_zero);
    static constexpr size_t chunk = inputs < 2048 ? inputs : 2048;

    /// The inputs of one chunk that are not 0. The list is repeated at its end: a whole vector of rows may be read.
    struct nonzero {
        static constexpr bool is_static = false;
        size_t first;
        std::array<std::uint16_t, chunk + V> index;  // from the first on: on the stack, short numbers
        size_t count = 0;

        nonzero(T const* x, size_t from) : first(from) {
            size_t const length = from + chunk < inputs ? chunk : inputs - from;
            // A local: `count` may be one of the list's numbers, for all that a compiler knows, and would lie in memory.
            size_t found = 0;
            // Counted down: of loops that count up to `length`, g++ 12 says that they might never end.
            size_t k = 0, left = length;
            if constexpr (lists_nonzero) {
                for (size_t whole = length / V; whole > 0; --whole, k += V)
                    found += list_nonzero(B::load_unaligned(x + from + k), k, index.data() + found);
                left = length % V;
            }
            for (; left > 0; --left, ++k) {
                index[found] = static_cast<std::uint16_t>(k);
                found += x[from + k] != T(0) ? 1 : 0;
            }
            for (k = 0; k < V; ++k) index[found + k] = found == 0 ? std::uint16_t{0} : index[found - 1];
            count = found;
        }
        size_t operator[](size_t k) const { return chunk == inputs ? index[k] : first + index[k]; }
    };

    // ---- transposed ----------------------------------------------------------------------------------------

    template<class... Terms>
    [[gnu::always_inline]] static void transposed_by_sums(T const* x, T const* weights, T const* quotients,
                                                          size_t part_size, T* r) {
        using sums = row_sums<T, outputs, inputs>;
        for_each_term<Terms...>([&]<class Term>(std::type_identity<Term>, bool is_first)
                                    __attribute__((always_inline)) {
                                        auto const none = [](auto v) { return typename decltype(v)::vector(T(0)); };
                                        auto const store = [=](auto v, auto const& sum) {
                                            give_share<Term, v.count>(x + v.at, v.at, sum, is_first, r + v.at);
                                        };
                                        sums::run(weights, typename sums::every{}, none, store,
                                                  times_quotient<Term>{quotients + Term::part * part_size});
                                    });
    }

    /// The dot products of V rows with the quotients of one term, `row(i)` the number of each, so many of them `AtOnce`.
    template<class Term, size_t AtOnce, class Row>
    [[gnu::always_inline]] static B dot_products(T const* packed, T const* quotients, size_t part_size,
                                                 Row const& row) {
        T const* const s = quotients + Term::part * part_size;
        B sums[V];
        meta::unroll<V / AtOnce>([&](auto group) __attribute__((always_inline)) {
            constexpr size_t first = group * AtOnce;
#pragma GCC unroll 16
            for (size_t i = first; i < first + AtOnce; ++i)
                sums[i] = Term::weight(B::load_aligned(packed + row(i) * P::row)) * B::load_aligned(s);
            for (size_t v = 1; v < row_vectors; ++v) {
                B const quotient = B::load_aligned(s + v * V);
#pragma GCC unroll 16
                for (size_t i = first; i < first + AtOnce; ++i)
                    sums[i] = multiply_add(Term::weight(B::load_aligned(packed + row(i) * P::row + v * V)), quotient,
                                           sums[i]);
            }
        });
        return sums_of(sums);
    }
    /// Of rows that do not follow one another, each has an address of its own, for which there are not sixteen registers.
    static constexpr size_t scattered_at_once = V < 8 ? V : 8;

    /// `Count` inputs from number `from` on, the last rows first: they are what the forward pass left in the caches.
    template<size_t Count, class... Terms>
    static void multiply_chunk(T const* x, T const* packed, T const* quotients, size_t part_size, T* r, size_t from) {
        constexpr size_t whole = Count / V * V;
        if constexpr (whole < Count)
            multiply_rows<Count - whole, Terms...>(x, packed, quotients, part_size, r, from + whole);
        for (size_t k = from + whole; k > from; k -= V)
            multiply_rows<V, Terms...>(x, packed, quotients, part_size, r, k - V);
    }
    template<size_t Count, class... Terms>
    static void multiply_rows(T const* x, T const* packed, T const* quotients, size_t part_size, T* r, size_t from) {
        B const value = load_first<Count>(x + from);
        B total(T(0));
        ((total = multiply_add(Terms::input(value, from),
                               dot_products<Terms, V>(packed, quotients, part_size,
                                                      [=](size_t i) { return from + (i < Count ? i : Count - 1); }),
                               total)),
         ...);
        store_first<Count>(total, r + from);
    }

    template<class... Terms>
    static void multiply_scattered(T const* x, T const* packed, T const* quotients, size_t part_size, T* r,
                                   nonzero const& rows, size_t from) {
        size_t const count = rows.count - from < V ? rows.count - from : V;
        alignas(64) std::array<T, V> sums;
        (
            [&] {
                dot_products<Terms, scattered_at_once>(packed, quotients, part_size, [&](size_t i) {
                    return rows[from + i];
                }).store_aligned(sums.data());
                for (size_t i = 0; i < count; ++i) {
                    size_t const row = rows[from + i];
                    r[row] = r[row] + Terms::input(x[row], row) * sums[i];
                }
            }(),
            ...);
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
