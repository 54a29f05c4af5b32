#pragma once
/// The forward pass of a whole network that keeps the activations of every boundary, for explain.
#include <constexplain/kernel/join.hpp>
#include <constexplain/kernel/layer_forward.hpp>
#include <constexplain/kernel/reorder.hpp>
#include <constexplain/parameters/layout.hpp>
#include <constexplain/plan/memory.hpp>

namespace constexplain::detail {

/// `Memory` gives the place of each boundary's activations: an `explain_memory`, under any rule set.
template<class Net, class T, class Engine, class Memory>
struct activation_sweep {
    static constexpr memory_order first_order = Net::boundaries[0].order;
    using execution = typename Net::execution;

    /// The activations at a boundary. The input is read where it is, if its order in memory is the users'.
    template<size_t Boundary>
    static constexpr T const* at(T const* input, T const* buffers) {
        if constexpr (execution::reads_input && root(Boundary) == 0)
            return input;
        else
            return buffers + Memory::activations[Boundary];
    }
    /// The activations that each branch of a joining layer gives.
    template<class Node>
    static constexpr auto branches(T const* input, T const* buffers) {
        return [&]<size_t... Which>(std::index_sequence<Which...>) {
            return std::array<T const*, sizeof...(Which)>{at<Node::template source<Which>>(input, buffers)...};
        }(std::make_index_sequence<Node::layer_type::branches>{});
    }
    /// The same in the users' order, copied.
    template<size_t Boundary>
    static constexpr void copy(T const* input, T const* buffers, T* to) {
        kernels::to_users_order<Net::boundaries[Boundary].order>(at<Boundary>(input, buffers), to);
    }

    /// `input` in the users' order; `buffers` of `Memory::forward_total` scalars.
    static constexpr void run(T const* input, T const* parameters, T* buffers) {
        if constexpr (!first_order.is_users_order()) kernels::to_memory_order<first_order>(input, buffers);
        run_layers<0, Net::depth>(input, parameters, buffers);
    }
    /// Only the layers Begin, ..., End - 1.
    template<size_t Begin, size_t End>
    static constexpr void run_layers(T const* input, T const* parameters, T* buffers) {
        meta::for_each_index<End - Begin>([&](auto distance) {
            constexpr size_t index = Begin + distance;
            using here = node<Net, index>;
            T* to = buffers + Memory::activations[index + 1];
            if constexpr (joining_layer<typename here::layer_type>)
                kernels::join_forward<Engine, here>(branches<here>(input, buffers), to);
            else if constexpr (!execution::reorders[index])
                kernels::layer_forward<Engine, here>(at<here::template source<>>(input, buffers),
                                                     parameters + parameter_layout<Net, T>::offsets[index], to,
                                                     buffers + Memory::activations_end);
        });
    }

private:
    /// The boundary of which a flattened one is another view.
    static constexpr size_t root(size_t boundary) {
        while (boundary > 0 && execution::reorders[boundary - 1]) boundary = Net::wires.source(boundary - 1);
        return boundary;
    }
};

}  // namespace constexplain::detail
