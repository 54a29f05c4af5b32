#pragma once
/// Activations element by element.
#include <constexplain/kernel/elements.hpp>
#include <constexplain/kernel/piecewise_functions.hpp>
#include <constexplain/kernel/smooth_functions.hpp>

namespace constexplain::kernels {

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
