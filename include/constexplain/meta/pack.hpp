#pragma once
/// Type lists: an index into a pack in constant template depth, and joining.
#include <cstddef>
#include <type_traits>
#include <utility>

namespace constexplain {

using std::size_t;

namespace meta {

/// A type list.
template<class... Ts>
struct list {
    static constexpr size_t size = sizeof...(Ts);
};

namespace detail {
template<size_t I, class T>
struct indexed {
    using type = T;
};
template<class Indices, class... Ts>
struct indexed_pack;
template<size_t... Is, class... Ts>
struct indexed_pack<std::index_sequence<Is...>, Ts...> : indexed<Is, Ts>... {};
template<size_t I, class T>
indexed<I, T> select(indexed<I, T> const*);
// One overload resolution finds an element: no recursion, however long the list.
template<size_t I, class... Ts>
using nth = decltype(select<I>(static_cast<indexed_pack<std::index_sequence_for<Ts...>, Ts...>*>(nullptr)));
}  // namespace detail

/// The `I`-th type of a pack.
template<size_t I, class... Ts>
using at = typename detail::nth<I, Ts...>::type;

namespace detail {
template<size_t I, class List>
struct at_list;
template<size_t I, class... Ts>
struct at_list<I, list<Ts...>> : std::type_identity<at<I, Ts...>> {};

template<class... Lists>
struct join : std::type_identity<list<>> {};
template<class... A>
struct join<list<A...>> : std::type_identity<list<A...>> {};
template<class... A, class... B, class... Rest>
struct join<list<A...>, list<B...>, Rest...> : join<list<A..., B...>, Rest...> {};

template<class... Lists>
struct flat_join {
    static constexpr size_t count = (size_t{0} + ... + Lists::size);
    struct places {
        size_t list[count + 1]{}, index[count + 1]{};
    };
    static constexpr places at_each = [] {
        places all;
        size_t list = 0, k = 0;
        [[maybe_unused]] auto const add = [&](size_t size) {
            for (size_t i = 0; i < size; ++i, ++k) all.list[k] = list, all.index[k] = i;
            ++list;
        };
        (add(Lists::size), ...);
        return all;
    }();
    template<size_t... K>
    static auto pick(std::index_sequence<K...>)
        -> meta::list<typename at_list<at_each.index[K], at<at_each.list[K], Lists...>>::type...>;
    using type = decltype(pick(std::make_index_sequence<count>{}));
};
}  // namespace detail

/// The `I`-th type of a `list`.
template<size_t I, class List>
using element = typename detail::at_list<I, List>::type;

/// The concatenation of a few short lists (recursive: not for lists of layers).
template<class... Lists>
using join = typename detail::join<Lists...>::type;

/// The concatenation of any number of lists of any length.
template<class... Lists>
using flat_join = typename detail::flat_join<Lists...>::type;

/// The position of the first `true`, or the number of values.
template<class... Bools>
constexpr size_t first_true(Bools... values) {
    size_t index = 0;
    bool found = false;
    ((found = found || values, index += found ? 0U : 1U), ...);
    return index;
}

/// Calls `f(std::integral_constant<size_t, I>{})` for I = 0, 1, ..., N - 1.
template<size_t N, class F>
[[gnu::always_inline]] constexpr void for_each_index(F&& f) {
    [&]<size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
        (f(std::integral_constant<size_t, I>{}), ...);
    }(std::make_index_sequence<N>{});
}

/// The same, inlined whatever its size: accumulators indexed by constants stay in registers.
template<size_t N, class F>
[[gnu::always_inline]] inline void unroll(F&& f) {
    [&]<size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
        (f(std::integral_constant<size_t, I>{}), ...);
    }(std::make_index_sequence<N>{});
}

/// The same from N - 1 down to 0.
template<size_t N, class F>
[[gnu::always_inline]] constexpr void for_each_index_reversed(F&& f) {
    [&]<size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
        (f(std::integral_constant<size_t, N - 1 - I>{}), ...);
    }(std::make_index_sequence<N>{});
}

}  // namespace meta
}  // namespace constexplain
