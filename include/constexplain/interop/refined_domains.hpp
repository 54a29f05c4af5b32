#pragma once
/// Boxes of inputs, and what the parameters make of them at every boundary of a network.
#include <constexplain/interop/interval.hpp>
#include <constexplain/kernel/join.hpp>
#include <constexplain/kernel/layer_forward.hpp>
#include <constexplain/kernel/reorder.hpp>
#include <constexplain/parameters/with_scalar.hpp>

#include <vector>

namespace constexplain {

namespace detail {

/// The interval that the network declares for a channel of its input; infinite where it declares no bound.
template<class Net>
constexpr interval declared_interval([[maybe_unused]] size_t channel) {
    if constexpr (Net::boundaries[0].values.per_channel) {
        using bounds = typename Net::input_description::bounds;
        return {bounds::low[channel], bounds::high[channel]};
    } else {
        return {Net::boundaries[0].values.low, Net::boundaries[0].values.high};
    }
}

}  // namespace detail

namespace detail::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// A layer's packed parameters; none where it has none.
template<class Node, class T>
constexpr std::vector<interval> parameters_as_intervals([[maybe_unused]] T const* packed) {
    if constexpr (parameterised_layer<typename Node::layer_type>) {
        std::vector<interval> result(kernels::parameters<interval, Node>::total, interval(0));
        repack<Node>(packed + parameter_layout<typename Node::network_type, T>::offsets[Node::index], result.data());
        return result;
    } else {
        return {};
    }
}

}  // namespace detail::inline CONSTEXPLAIN_INSTRUCTION_SET

/// All inputs that a network declares: not finite where they have no bounds.
template<static_network Net>
[[nodiscard]] constexpr input_tensor<Net, interval> whole_domain() {
    input_tensor<Net, interval> box{};
    constexpr size_t planes = Net::boundaries[0].order.planes;
    for (size_t k = 0; k < box.size(); ++k) box[k] = detail::declared_interval<Net>(k / planes);
    return box;
}

/// All declared inputs within `radius` of an image of the network's shape, in each element.
template<static_network Net, class Image>
[[nodiscard]] constexpr input_tensor<Net, interval> around(Image const& image, double radius) {
    using element = typename extent_of<Image>::element;
    auto const* values = elements_of<element, detail::input_shape<Net>>(image);
    auto box = whole_domain<Net>();
    for (interval& declared : box) {
        auto const near = interval(static_cast<double>(*values++)) + interval(-radius, radius);
        declared = {near.low > declared.low ? near.low : declared.low,
                    near.high < declared.high ? near.high : declared.high};
    }
    return box;
}

/// The domain at each boundary of a network with its parameters: the hull of all activations that any declared input
/// gives. Never wider than `Net::domains`, which are known without parameters. A constant for a constant model.
template<class Net, class T, class Storage>
[[nodiscard]] constexpr std::array<domain, Net::depth + 1> refined_domains(model<Net, T, Storage> const& net) {
    auto domains = Net::domains;
    auto const input = whole_domain<Net>();
    std::array<std::vector<interval>, Net::depth + 1> values_at;
    values_at[0].assign(input.size(), interval(0));
    kernels::to_memory_order<Net::boundaries[0].order>(input.data(), values_at[0].data());
    for_each_node<Net>([&]<class Node>(Node) {
        using L = typename Node::layer_type;
        auto const& x = values_at[Node::template source<>];
        auto& y = values_at[Node::index + 1];
        if constexpr (std::is_base_of_v<kind::reordering, L>) {
            y = x;
        } else if constexpr (joining_layer<L>) {
            y.assign(Node::out.extents.count(), interval(0));
            std::array<interval const*, L::branches> from{};
            for (size_t b = 0; b < L::branches; ++b) from[b] = values_at[Net::wires.source(Node::index, b)].data();
            kernels::join_forward<vector_engine, Node>(from, y.data());
        } else {
            y.assign(Node::out.extents.count(), interval(0));
            auto const packed = detail::parameters_as_intervals<Node>(net.packed());
            kernels::layer_forward<vector_engine, Node>(x.data(), packed.data(), y.data());
        }
        interval all = y[0];
        for (interval const& value : y) all = interval::hull(all, value);
        domain& known = domains[Node::index + 1];
        if (all.low > known.low) known.low = all.low;
        if (all.high < known.high) known.high = all.high;
    });
    return domains;
}

}  // namespace constexplain
