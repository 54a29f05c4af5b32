#pragma once
/// The steps of recurrent layers.
#include <constexplain/kernel/activation.hpp>
#include <constexplain/kernel/linear.hpp>
#include <constexplain/kernel/parameters.hpp>

namespace constexplain::kernels {

/// A gate of a recurrent layer.
template<class Layer, class V>
constexpr V gate(V z) {
    if constexpr (Layer::settings.hard_gates) {
        using base = typename base_of<V>::type;
        V const line = V(static_cast<base>(0.2)) * z + V(static_cast<base>(0.5));
        return choose(line > V(1), V(1), positive_part(line));
    } else {
        return kernels::sigmoid(z);
    }
}
/// Its derivative, from its value.
template<class Layer, class T>
constexpr T gate_derivative(T const& value) {
    if constexpr (Layer::settings.hard_gates) {
        T const slope = T(static_cast<typename number_traits<T>::base>(0.2));
        return choose(value > T(0), choose(value < T(1), slope, T(0)), T(0));
    } else {
        return value * (T(1) - value);
    }
}

/// One step of a recurrent layer. `record` takes what a step back needs: `record_size` scalars; `product` is scratch,
/// `product_size` of them. The states after the step may lie where those before it do.
template<class Engine, class Node, class T, size_t Gates = Node::layer_type::gates>
struct recurrent_cell;

template<class Node, class T>
struct recurrent_sizes : recurrent_products<T, Node> {
    static constexpr size_t H = Node::layer_type::hidden;
    static constexpr size_t record_size = Node::layer_type::record_size;
    static constexpr size_t product_size = round_up_to(Node::layer_type::gates * H, buffer_unit);
    static constexpr size_t state_size = round_up_to(H, buffer_unit);
};

/// LSTM. The record: z of i, f, g, o.
template<class Engine, class Node, class T>
struct recurrent_cell<Engine, Node, T, 4> : recurrent_sizes<Node, T> {
    using L = typename Node::layer_type;
    using W = recurrent_products<T, Node>;
    static constexpr size_t H = L::hidden;

    static constexpr void step(T const* x, T const* packed, T const* h, T const* c, T* record, T* product, T* next_h,
                               T* next_c) {
        linear<T, W::of_input, Engine>::template forward<plain_term, no_activation, false, plain_term>(x, packed,
                                                                                                       record);
        linear<T, W::of_state, Engine>::template forward<plain_term, no_activation, false, plain_term>(
            h, packed + W::state_at, product);
        for_each_element<Engine, T, 4 * H>(
            [&](auto const& load, auto const& store) { store(load(record) + load(product), record); });
        for_each_element<Engine, T, H>([&](auto const& load, auto const& store) {
            auto const i = gate<L>(load(record)), f = gate<L>(load(record + H));
            auto const g = kernels::tanh(load(record + 2 * H));
            auto const cell = f * load(c) + i * g;
            store(cell, next_c);
            store(gate<L>(load(record + 3 * H)) * kernels::tanh(cell), next_h);
        });
    }
};

/// GRU. The record: z of r, u, c, and what the candidate's product gave (`reset_after`) or read.
template<class Engine, class Node, class T>
struct recurrent_cell<Engine, Node, T, 3> : recurrent_sizes<Node, T> {
    using L = typename Node::layer_type;
    using W = recurrent_products<T, Node>;
    static constexpr size_t H = L::hidden;

    static constexpr void step(T const* x, T const* packed, T const* h, T const*, T* record, T* product, T* next_h,
                               T*) {
        linear<T, W::of_input, Engine>::template forward<plain_term, no_activation, false, plain_term>(x, packed,
                                                                                                       record);
        linear<T, W::of_state, Engine>::template forward<plain_term, no_activation, false, plain_term>(
            h, packed + W::state_at, product);
        for_each_element<Engine, T, 2 * H>(
            [&](auto const& load, auto const& store) { store(load(record) + load(product), record); });
        T *const z = record + 2 * H, *const kept = record + 3 * H;
        if constexpr (!L::settings.reset_after)
            for_each_element<Engine, T, H>(
                [&](auto const& load, auto const& store) { store(gate<L>(load(record)) * load(h), kept); });
        linear<T, W::of_candidate, Engine>::template forward<plain_term, no_activation, false, plain_term>(
            L::settings.reset_after ? h : kept, packed + W::candidate_at, product);
        for_each_element<Engine, T, H>([&](auto const& load, auto const& store) {
            auto const recurrent = load(product);
            if constexpr (L::settings.reset_after) {
                store(recurrent, kept);
                store(load(z) + gate<L>(load(record)) * recurrent, z);
            } else {
                store(load(z) + recurrent, z);
            }
        });
        for_each_element<Engine, T, H>([&](auto const& load, auto const& store) {
            auto const u = gate<L>(load(record + H));
            store(u * load(h) + (decltype(u)(T(1)) - u) * kernels::tanh(load(z)), next_h);
        });
    }
};

/// The input's step that is processed as number `k`.
template<class Node>
constexpr size_t step_number(size_t k) {
    return Node::layer_type::settings.reversed ? Node::in.extents.height() - 1 - k : k;
}

/// y = all states, or the last one.
template<class Engine, class Node, class T>
constexpr void recurrent_forward(T const* x, T const* packed, T* y) {
    using cell = recurrent_cell<Engine, Node, T>;
    constexpr bool only_last = Node::layer_type::settings.only_last;
    alignas(64) std::array<T, cell::record_size> record;
    alignas(64) std::array<T, cell::product_size> product;
    alignas(64) std::array<T, cell::state_size> h;
    alignas(64) std::array<T, cell::state_size> c;
    for (size_t k = 0; k < cell::state_size; ++k) h[k] = c[k] = T(0);
    for (size_t k = 0; k < Node::in.extents.height(); ++k) {
        size_t const step = step_number<Node>(k);
        cell::step(x + step * Node::in.extents.channels(), packed, h.data(), c.data(), record.data(), product.data(),
                   h.data(), c.data());
        if constexpr (!only_last)
            for (size_t j = 0; j < cell::H; ++j) y[step * cell::H + j] = h[j];
    }
    if constexpr (only_last)
        for (size_t j = 0; j < cell::H; ++j) y[j] = h[j];
}

}  // namespace constexplain::kernels
