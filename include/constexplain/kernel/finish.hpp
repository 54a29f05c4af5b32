#pragma once
/// What a linear layer does with its sums in the same store.
#include <constexplain/kernel/function.hpp>
#include <constexplain/tensor/simd.hpp>

#include <cstddef>

namespace constexplain::kernels {

struct no_activation {
    template<class V>
    static constexpr V apply(V z) {
        return z;
    }
};
template<class Activation>
struct fused {
    template<class V>
    static constexpr V apply(V z) {
        return function<Activation>::value(z);
    }
};
/// The sum is kept, or its positive part, and what an activation makes of it is stored `Distance` scalars further on.
template<class Activation, bool Rectifies, std::ptrdiff_t Distance>
struct kept_beside {
    static constexpr std::ptrdiff_t distance = Distance;
    template<class V>
    static constexpr V apply(V z) {
        return Rectifies ? positive_part(z) : z;
    }
    template<class V>
    static constexpr V beside(V z) {
        return function<Activation>::value(z);
    }
};

/// Stores what `Finish` makes of a sum: `store(value, to)`.
template<class Finish, class V, class T, class Store>
[[gnu::always_inline]] constexpr void finish(V const& sum, T* to, Store const& store) {
    store(V(Finish::apply(sum)), to);
    if constexpr (requires { Finish::distance; }) store(V(Finish::beside(sum)), to + Finish::distance);
}
/// The first `Count` elements.
template<class Finish, size_t Count, class V, class T>
[[gnu::always_inline]] inline void finish_first(V const& sum, T* to) {
    finish<Finish>(sum, to, [](V const& value, T* at) { store_first<Count>(value, at); });
}

}  // namespace constexplain::kernels
