#pragma once
/// Activations element by element, and softmax.
#include <constexplain/kernel/engine.hpp>
#include <constexplain/kernel/math.hpp>
#include <constexplain/layer/relu.hpp>
#include <constexplain/layer/sigmoid.hpp>
#include <constexplain/layer/tanh.hpp>

namespace constexplain::kernels {

/// `value(x)` and `derivative(x, y)` with y = value(x). A rectifier's derivative at 0 is 0 (leaky: its slope).
template<class Layer>
struct function;

template<>
struct function<relu> {
    template<class V>
    static constexpr V value(V x) {
        return positive_part(x);
    }
    template<class V>
    static constexpr V derivative(V x, V) {
        return choose(x > V(0), V(1), V(0));
    }
};
template<auto Slope>
struct function<leaky_relu<Slope>> {
    template<class V>
    static constexpr V value(V x) {
        return by_sign(x, [](V const& v) { return choose(v < V(0), V(slope_of<V>() * v), v); });
    }
    template<class V>
    static constexpr V derivative(V x, V) {
        return choose(x > V(0), V(1), slope_of<V>());
    }

private:
    template<class V>
    static constexpr V slope_of() {
        return V(static_cast<typename base_of<V>::type>(leaky_relu<Slope>::slope));
    }
};
template<>
struct function<constexplain::sigmoid> {
    template<class V>
    static constexpr V value(V x) {
        return kernels::sigmoid(x);
    }
    template<class V>
    static constexpr V derivative(V, V y) {
        return y * (V(1) - y);
    }
};
template<>
struct function<constexplain::tanh> {
    template<class V>
    static constexpr V value(V x) {
        return kernels::tanh(x);
    }
    template<class V>
    static constexpr V derivative(V, V y) {
        return V(1) - y * y;
    }
};

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

/// Softmax over each of `Groups` runs of `Count` neighbouring elements, the largest taken off first.
template<class Engine, class T, size_t Groups, size_t Count>
constexpr void softmax_forward(T const* x, T* y) {
    for (size_t g = 0; g < Groups; ++g, x += Count, y += Count) {
        T largest = x[0];
        for (size_t k = 1; k < Count; ++k) largest = larger(x[k], largest);
        if constexpr (is_set<T>) largest = number_traits<T>::any(largest);  // any number may be taken off
        for_each_element<Engine, T, Count>([&](auto const& load, auto const& store) {
            auto const v = load(x);
            store(kernels::exp(v - decltype(load(x))(largest)), y);
        });
        T sum = T(0);
        for (size_t k = 0; k < Count; ++k) sum = sum + y[k];
        for (size_t k = 0; k < Count; ++k) {
            if constexpr (is_set<T>)
                y[k] = number_traits<T>::share(y[k], sum, 0);
            else
                y[k] = y[k] / sum;
        }
    }
}

}  // namespace constexplain::kernels
