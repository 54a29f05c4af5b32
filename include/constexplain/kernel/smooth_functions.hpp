#pragma once
/// Activations made from exp, tanh and the normal distribution. Their layers hold the definitions.
///
/// Errors of doubles and of vectors, measured at six million numbers over the whole range (the test
/// kernel/activations_more.cpp tries fewer): silu 3.2 ulp, gelu 6.1, mish 4.6, elu 3.9, selu 3.7; gelu_tanh 2.6 times
/// 1 + |u|, u the argument of its sigmoid. A scalar float is the exact result, rounded. Derivatives: 1.9 eps, absolutely. What should be smaller than 1000 times the
/// smallest normal number may be 0 in vectors.
#include <constexplain/kernel/function.hpp>
#include <constexplain/layer/elu.hpp>
#include <constexplain/layer/gelu.hpp>
#include <constexplain/layer/mish.hpp>
#include <constexplain/layer/sigmoid.hpp>
#include <constexplain/layer/silu.hpp>
#include <constexplain/layer/softplus.hpp>
#include <constexplain/layer/tanh.hpp>

namespace constexplain::kernels {

namespace detail {

/// x, but a finite number in place of infinities: beyond it x sigmoid(x) and its like are 0 or x, and their
/// derivatives 0 or 1.
template<class V>
constexpr V not_infinite(V const& x) {
    return between(x, -750, 750);
}
/// x w(x), where w is 0 at -750 and below, whatever x.
template<class V>
constexpr V weighted(V const& x, V const& w) {
    return choose(x < V(-750), V(0), V(x * w));
}

}  // namespace detail

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
template<>
struct function<constexplain::softplus> {
    template<class V>
    static constexpr V value(V x) {
        return kernels::softplus(x);
    }
    template<class V>
    static constexpr V derivative(V x, V) {
        return kernels::sigmoid(x);
    }
};
template<auto Alpha, auto Gamma>
struct function<elu<Alpha, Gamma>> {
    using layer = elu<Alpha, Gamma>;

    template<class V>
    static constexpr V value(V x) {
        return detail::value_of<layer>(x, [](V const& v) {
            V const t = kernels::tanh(V(negative_part(v) * constant<V>(0.5)));
            V const below = constant<V>(2 * layer::gamma * layer::alpha) * t / (V(1) - t);
            return choose(v > V(0), V(constant<V>(layer::gamma) * v), below);
        });
    }
    template<class V>
    static constexpr V derivative(V x, V) {
        V const below = constant<V>(layer::gamma * layer::alpha) * kernels::exp(negative_part(x));
        return choose(x > V(0), constant<V>(layer::gamma), below);
    }
};
template<>
struct function<silu> {
    template<class V>
    static constexpr V value(V x) {
        return detail::value_of<silu>(x, [](V const& v) { return detail::weighted(v, kernels::sigmoid(v)); });
    }
    template<class V>
    static constexpr V derivative(V x, V) {
        V const s = kernels::sigmoid(x), slope = s * kernels::sigmoid(V(-x));
        return detail::in_range(V(s + detail::not_infinite(x) * slope), -0.09984, 1.09984);
    }
};
template<>
struct function<gelu> {
    template<class V>
    static constexpr V value(V x) {
        return detail::value_of<gelu>(x, [](V const& v) { return detail::weighted(v, normal_cdf(v)); });
    }
    template<class V>
    static constexpr V derivative(V x, V) {
        V const slope = constant<V>(normal_peak) * normal_bell(x);
        return detail::in_range(V(normal_cdf(x) + detail::not_infinite(x) * slope), -0.12891, 1.12891);
    }
};
template<>
struct function<gelu_tanh> {
    template<class V>
    static constexpr V value(V x) {
        return detail::value_of<gelu_tanh>(x, [](V const& v) {
            V const u = detail::not_infinite(v);
            V const curve = constant<V>(gelu_tanh::linear) + constant<V>(gelu_tanh::cubic) * (u * u);
            return detail::weighted(v, kernels::sigmoid(V(u * curve)));
        });
    }
    template<class V>
    static constexpr V derivative(V x, V) {
        V const u = detail::not_infinite(x), square = magnitude(u) * magnitude(u);
        V const bent = constant<V>(gelu_tanh::cubic) * square, linear = constant<V>(gelu_tanh::linear);
        V const argument = u * (linear + bent), s = kernels::sigmoid(argument);
        V const slope = s * kernels::sigmoid(V(-argument)) * (linear + V(3) * bent);
        return detail::in_range(V(s + u * slope), -0.129, 1.129);
    }
};
template<>
struct function<mish> {
    template<class V>
    static constexpr V value(V x) {
        return detail::value_of<mish>(x, [](V const& v) { return detail::weighted(v, weight(v).value); });
    }
    template<class V>
    static constexpr V derivative(V x, V) {
        auto const w = weight(x);
        V const slope = w.rest * kernels::sigmoid(x);
        return detail::in_range(V(w.value + detail::not_infinite(x) * slope), -0.11253, 1.0885);
    }

private:
    /// w = tanh(log(1 + exp(x))) and 1 - w^2.
    template<class V>
    struct weight_and_rest {
        V value, rest;
    };
    template<class V>
    static constexpr weight_and_rest<V> weight(V const& x) {
        if constexpr (is_set<V>) {
            V const w = kernels::tanh(kernels::softplus(x));
            return {w, V(1) - w * w};
        } else {
            // Fractions of exp(-|x|), without overflow or cancellation.
            V const e = kernels::exp(V(-magnitude(x))), two(2);
            V const part = choose(x > V(0), V(V(1) + two * e), V(e * (e + two)));
            V const other = choose(x > V(0), V(two * e * e), two), share = V(1) / (part + other);
            return {part * share, other * share * ((two * part + other) * share)};
        }
    }
};

}  // namespace constexplain::kernels
