#pragma once
/// Activations of straight pieces, and softsign. Unless their layers say otherwise, a derivative at a kink is the one
/// of the piece below it.
#include <constexplain/kernel/function.hpp>
#include <constexplain/layer/clip.hpp>
#include <constexplain/layer/hard_sigmoid.hpp>
#include <constexplain/layer/hard_swish.hpp>
#include <constexplain/layer/prelu.hpp>
#include <constexplain/layer/relu.hpp>
#include <constexplain/layer/softsign.hpp>

namespace constexplain::kernels {

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
        return constant<V>(leaky_relu<Slope>::slope);
    }
};
/// With the slope that its parameters give in place of the value.
template<>
struct function<prelu> {
    template<class V>
    static constexpr V value(V x, V slope) {
        return by_sign(x, [&](V const& v) { return choose(v < V(0), V(slope * v), v); });
    }
    template<class V>
    static constexpr V derivative(V x, V slope) {
        return choose(x > V(0), V(1), slope);
    }
};
template<auto Low, auto High>
struct function<clip<Low, High>> {
    using layer = clip<Low, High>;

    template<class V>
    static constexpr V value(V x) {
        return between(x, layer::low, layer::high);
    }
    template<class V>
    static constexpr V derivative(V x, V) {
        return choose(x > constant<V>(layer::low), choose(x < constant<V>(layer::high), V(1), V(0)), V(0));
    }
};
template<auto Alpha, auto Beta>
struct function<hard_sigmoid<Alpha, Beta>> {
    using layer = hard_sigmoid<Alpha, Beta>;

    template<class V>
    static constexpr V value(V x) {
        return detail::value_of<layer>(x, [](V const& v) { return between(line(v), 0, 1); });
    }
    template<class V>
    static constexpr V derivative(V x, V) {
        V const y = line(x);
        return choose(y > V(0), choose(y < V(1), constant<V>(layer::alpha), V(0)), V(0));
    }

private:
    template<class V>
    static constexpr V line(V const& x) {
        return constant<V>(layer::alpha) * x + constant<V>(layer::beta);
    }
};
template<>
struct function<hard_swish> {
    template<class V>
    static constexpr V value(V x) {
        return detail::value_of<hard_swish>(x, [](V const& v) {
            V const three(3), curved = v * (v + three) / V(6);
            return choose(v <= -three, V(0), choose(v >= three, v, curved));
        });
    }
    template<class V>
    static constexpr V derivative(V x, V) {
        V const line = between(x, -3, 3) / V(3) + constant<V>(0.5);
        return choose(x > V(-3), choose(x < V(3), line, V(1)), V(0));
    }
};
template<>
struct function<softsign> {
    template<class V>
    static constexpr V value(V x) {
        return detail::value_of<softsign>(x, [](V const& v) {
            constexpr double largest = std::numeric_limits<typename base_of<V>::type>::max();
            V const finite = between(v, -largest, largest);
            return finite / (V(1) + magnitude(finite));
        });
    }
    template<class V>
    static constexpr V derivative(V x, V) {
        V const share = V(1) / (V(1) + magnitude(x));
        return share * share;
    }
};

}  // namespace constexplain::kernels
