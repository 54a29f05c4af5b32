#pragma once
/// Activations element by element.
#include <constexplain/kernel/engine.hpp>
#include <constexplain/kernel/piecewise_functions.hpp>
#include <constexplain/kernel/smooth_functions.hpp>

namespace constexplain::kernels {

/// Calls `f(count, offset, load, store)` over N elements: vectors at run time, scalars else. `load(p)` reads the
/// elements of p at hand, `store(v, p)` writes them.
template<class Engine, class T, size_t N, class F>
constexpr void for_each_element(F&& f) {
    if constexpr (has_vectors<Engine, T>)
        if (!std::is_constant_evaluated())
            return for_each_vector<T, N>([&](auto count, size_t k) {
                f([=](T const* p) { return load_first<count>(p + k); },
                  [=](batch<T> const& v, T* p) { store_first<count>(v, p + k); });
            });
    for (size_t k = 0; k < N; ++k) f([=](T const* p) { return p[k]; }, [=](T v, T* p) { p[k] = v; });
}

template<class Engine, class Layer, class T, size_t N>
constexpr void activation_forward(T const* x, T* y) {
    for_each_element<Engine, T, N>(
        [&](auto const& load, auto const& store) { store(function<Layer>::value(load(x)), y); });
}

/// A prelu: `slopes` of one run of channels, or of a whole vector.
template<class Engine, class Node, class T>
constexpr void prelu_forward(T const* x, T const* slopes, T* y) {
    constexpr size_t run = Node::in.extents.run_length();
    for (size_t from = 0; from < Node::in.extents.count(); from += run)
        for_each_element<Engine, T, run>([&](auto const& load, auto const& store) {
            store(function<prelu>::value(load(x + from), load(slopes)), y + from);
        });
}

}  // namespace constexplain::kernels
