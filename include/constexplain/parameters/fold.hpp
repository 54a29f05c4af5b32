#pragma once
/// The numbers of a folded network.
#include <constexplain/network/fold.hpp>
#include <constexplain/parameters/make_model.hpp>

namespace constexplain {

namespace detail::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// A linear layer's weights and biases as users order them, in double.
struct linear_numbers {
    std::vector<double> weight, bias;
};

template<class Node, class T>
linear_numbers unpack(T const* packed) {
    constexpr linear_geometry G = Node::geometry();
    using P = kernels::packing<T, G>;
    linear_numbers numbers{std::vector<double>(G.weight_count()), std::vector<double>(G.out_channels)};
    size_t next = 0;
    for (size_t o = 0; o < G.out_channels; ++o) {
        size_t const group = o / G.group_out(), out = o % G.group_out();
        numbers.bias[o] = static_cast<double>(packed[P::weights + P::place(group, out)]);
        for (size_t i = 0; i < G.group_in(); ++i) {
            size_t const in = G.taps() == 1 && G.in_height * G.in_width == 1 ? Node::in.order.place_of(i) : i;
            for (size_t ky = 0; ky < G.over.kernel.height; ++ky)
                for (size_t kx = 0; kx < G.over.kernel.width; ++kx)
                    numbers.weight[next++] = static_cast<double>(packed[P::place(group, ky, kx, in, out)]);
        }
    }
    return numbers;
}

/// The factor and the offset of a channel of a channelwise layer.
template<class Node, class T>
affine_map<double> affine_of(T const* packed, size_t channel) {
    using P = kernels::packing<T, Node::geometry()>;
    size_t const place = Node::in.extents.rank == 1 ? Node::in.order.place_of(channel) : channel;
    return {static_cast<double>(packed[P::place(place, 0, 0, 0, 0)]),
            static_cast<double>(packed[P::weights + P::place(place, 0)])};
}

/// Takes a channelwise layer over into the linear layer before it, or behind it.
template<class Linear, class Channelwise, class T>
void take_over(linear_numbers& numbers, T const* packed) {
    constexpr linear_geometry G = Linear::geometry();
    constexpr size_t row = G.group_in() * G.taps();
    for (size_t o = 0; o < G.out_channels; ++o) {
        double* weight = numbers.weight.data() + o * row;
        if constexpr (Channelwise::index > Linear::index) {
            auto const [factor, offset] = affine_of<Channelwise>(packed, o);
            for (size_t k = 0; k < row; ++k) weight[k] *= factor;
            numbers.bias[o] = numbers.bias[o] * factor + offset;
        } else {
            for (size_t i = 0; i < G.group_in(); ++i) {
                auto const [factor, offset] = affine_of<Channelwise>(packed, o / G.group_out() * G.group_in() + i);
                for (size_t k = i * G.taps(); k < (i + 1) * G.taps(); ++k) {
                    numbers.bias[o] += weight[k] * offset;
                    weight[k] *= factor;
                }
            }
        }
    }
}

/// The layers that a linear layer takes over, those behind it in their order, those before it from the nearest on.
template<class Net, class Linear, class T>
void take_all_over(linear_numbers& numbers, T const* packed) {
    constexpr auto found = folded_graph<Net>::found;
    auto const take = [&](auto index) {
        if constexpr (index != Linear::index && found.into[index] == Linear::index)
            take_over<Linear, node<Net, index>>(numbers, packed + parameter_layout<Net, T>::offsets[index]);
    };
    meta::for_each_index<Net::depth - Linear::index>(
        [&](auto distance) { take(std::integral_constant<size_t, Linear::index + distance>{}); });
    meta::for_each_index_reversed<Linear::index>(take);
}

}  // namespace detail::inline CONSTEXPLAIN_INSTRUCTION_SET

/// The same function with every batch normalisation, scale and shift folded into its linear neighbour; computed in
/// double. Relevance is not the same: the folded layers have no rule of their own.
template<class Net, class T, class Storage>
[[nodiscard]] model<folded<Net>, T> fold(model<Net, T, Storage> const& net) {
    using target = folded<Net>;
    using graph = detail::folded_graph<Net>;
    owned_parameters<T, parameter_layout<target, T>::total> packed;
    [&]<class... Nodes>(meta::list<Nodes...>) {
        (
            [&] {
                constexpr size_t origin = graph::origin[Nodes::index];
                using source = node<Net, origin>;
                T const* from = net.packed() + parameter_layout<Net, T>::offsets[origin];
                T* to = packed.data() + parameter_layout<target, T>::offsets[Nodes::index];
                if constexpr (!graph::found.takes_over(origin)) {
                    std::copy_n(from, kernels::parameters<T, source>::total, to);
                } else {
                    auto numbers = detail::unpack<source>(from);
                    detail::take_all_over<Net, source>(numbers, net.packed());
                    std::vector<T> const weight(numbers.weight.begin(), numbers.weight.end());
                    std::vector<T> const bias(numbers.bias.begin(), numbers.bias.end());
                    detail::pack_layer<Nodes>(packed.data(), std::array<T const*, 2>{weight.data(), bias.data()});
                }
            }(),
            ...);
    }(parameter_nodes<target>{});
    return model<target, T>(std::move(packed));
}

}  // namespace constexplain
