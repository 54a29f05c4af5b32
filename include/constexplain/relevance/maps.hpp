#pragma once
/// The arithmetic of the names that rules are written in.
#include <constexplain/kernel/activation.hpp>
#include <constexplain/kernel/linear.hpp>
#include <constexplain/plan/step.hpp>

namespace constexplain::detail {

/// A constant as a scalar or as a batch.
template<class V>
constexpr V constant(double value) {
    if constexpr (requires { typename V::arch_type; })
        return V(static_cast<typename V::value_type>(value));
    else
        return static_cast<V>(value);
}

/// g(w) and h(b), one overload for each name.
struct weight_maps {
    // clang-format off
    template<class V> static constexpr V of(term::weight, V w) { return w; }
    template<class V> static constexpr V of(term::positive_weight, V w) { return kernels::positive_part(w); }
    template<class V> static constexpr V of(term::negative_weight, V w) { return kernels::negative_part(w); }
    template<class V> static constexpr V of(term::squared_weight, V w) { return w * w; }
    template<class V> static constexpr V of(term::unit_weight, V) { return V(1); }
    template<class V> static constexpr V of(term::none, V) { return V(0); }
    template<class V> static constexpr V of(term::sign, V w) {
        return kernels::choose(w > V(0), V(1), kernels::choose(w < V(0), V(-1), V(0)));
    }
    template<class V> static constexpr V of(term::where_positive, V w) { return kernels::choose(w > V(0), V(1), V(0)); }
    template<class V> static constexpr V of(term::where_negative, V w) { return kernels::choose(w < V(0), V(1), V(0)); }
    template<class V, class G> static constexpr V of(term::times_weight<G>, V w) { return of(G{}, w) * w; }
    template<class V, auto G> static constexpr V of(term::raised_positive<G>, V w) {
        return w + constant<V>(term::raised_positive<G>::factor) * kernels::positive_part(w);
    }
    template<class V, auto G> static constexpr V of(term::raised_negative<G>, V w) {
        return w + constant<V>(term::raised_negative<G>::factor) * kernels::negative_part(w);
    }
    // clang-format on
};
template<class Name>
struct weight_map {
    /// Whatever the weight is.
    static constexpr bool never_negative =
        std::is_same_v<Name, term::positive_weight> || std::is_same_v<Name, term::squared_weight> ||
        std::is_same_v<Name, term::unit_weight> || std::is_same_v<Name, term::where_positive>;
    static constexpr bool keeps_weights = std::is_same_v<Name, term::weight>;
    /// Of the weights that it keeps, where the others become 0.
    static constexpr int of_weight_sign = std::is_same_v<Name, term::positive_weight>   ? 1
                                          : std::is_same_v<Name, term::negative_weight> ? -1
                                                                                        : 0;
    template<class V>
    static constexpr V weight(V w) {
        return weight_maps::of(Name{}, w);
    }
};

/// f(x). Only bounds depend on the node: `Node` is void for the others, so that equal layers share their kernels.
template<class Name, class Node, class T>
struct input_map;

struct channel_free {
    static constexpr bool by_channel = false, vanishes_at_zero = false;
};
struct of_value {
    static constexpr bool by_channel = false, vanishes_at_zero = true;
};
template<class Node, class T>
struct input_map<term::value, Node, T> : of_value {
    template<class V>
    static constexpr V input(V x, size_t) {
        return x;
    }
};
template<class Node, class T>
struct input_map<term::positive_value, Node, T> : of_value {
    static constexpr int of_sign = 1;
    template<class V>
    static constexpr V input(V x, size_t) {
        return kernels::positive_part(x);
    }
};
template<class Node, class T>
struct input_map<term::negative_value, Node, T> : of_value {
    static constexpr int of_sign = -1;
    template<class V>
    static constexpr V input(V x, size_t) {
        return kernels::negative_part(x);
    }
};
template<class Node, class T>
struct input_map<term::unit, Node, T> : channel_free {
    template<class V>
    static constexpr V input(V, size_t) {
        return V(1);
    }
};
template<auto Number, class Node, class T>
struct input_map<term::number<Number>, Node, T> : channel_free {
    template<class V>
    static constexpr V input(V, size_t) {
        return constant<V>(term::number<Number>::value);
    }
};

inline namespace CONSTEXPLAIN_INSTRUCTION_SET {

/// The bound of each input channel of a layer, in the order in memory, with room for a vector past the end.
template<class Node, class T, bool High>
struct bound_map {
    using base = typename kernels::base_of<T>::type;
    static constexpr bool by_channel = Node::in.values.per_channel, vanishes_at_zero = false;
    static constexpr auto table = [] {
        using bounds = typename Node::network_type::input_description::bounds;
        constexpr size_t channels = by_channel ? Node::geometry().in_channels : 0;
        std::array<base, channels + lanes<T>> values{};
        if constexpr (by_channel)
            for (size_t k = 0; k < channels; ++k)
                values[k] = static_cast<base>((High ? bounds::high : bounds::low)[k % Node::in.order.channels]);
        return values;
    }();
    template<class V>
    static constexpr V input(V, [[maybe_unused]] size_t channel) {
        if constexpr (!by_channel)
            return constant<V>(High ? Node::in.values.high : Node::in.values.low);
        else if constexpr (requires { typename V::arch_type; })
            return V::load_unaligned(table.data() + channel);
        else
            return V(table[channel]);
    }
    /// Where all elements are of one channel.
    template<class V>
    static constexpr V input_of_channel(V, size_t channel) {
        return V(table[channel]);
    }
};

}  // namespace CONSTEXPLAIN_INSTRUCTION_SET

template<class Node, class T>
struct input_map<term::low_bound, Node, T> : bound_map<Node, T, false> {};
template<class Node, class T>
struct input_map<term::high_bound, Node, T> : bound_map<Node, T, true> {};

template<class Bound, class Node, class T>
struct input_map<term::value_minus<Bound>, Node, T> {
    using bound = input_map<Bound, Node, T>;
    static constexpr bool by_channel = bound::by_channel, vanishes_at_zero = false;
    template<class V>
    static constexpr V input(V x, size_t channel) {
        return x - bound::input(x, channel);
    }
    template<class V>
    static constexpr V input_of_channel(V x, size_t channel) {
        return x - bound::input_of_channel(x, channel);
    }
};

template<class Input>
inline constexpr bool is_bound = std::is_same_v<Input, term::value_minus<term::low_bound>> ||
                                 std::is_same_v<Input, term::value_minus<term::high_bound>>;

/// A product of part number `Part` as the kernels call it.
template<class Node, class T, size_t Part, class Product>
struct executable : input_map<typename Product::input, Node, T>, weight_map<typename Product::weight> {
    static constexpr size_t part = Part;
};

/// The node where a rule's parts ask for bounds, else void.
template<class Node, class Parts>
struct bounds_source;
template<class Node, class... Parts>
struct bounds_source<Node, meta::list<Parts...>> {
    template<class... Products>
    static constexpr bool asks(meta::list<Products...>) {
        return (... || is_bound<typename Products::input>);
    }
    using type = std::conditional_t<(... || asks(typename Parts::products{})), Node, void>;
};

}  // namespace constexplain::detail
