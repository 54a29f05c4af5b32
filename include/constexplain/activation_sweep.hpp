#pragma once
/// The forward pass of a whole network that keeps the activations of every boundary, for explain.
#include <constexplain/kernel/layer_forward.hpp>
#include <constexplain/kernel/reorder.hpp>
#include <constexplain/parameters/layout.hpp>
#include <constexplain/plan/memory.hpp>

namespace constexplain::detail {

/// `Memory` gives the place of each boundary's activations: an `explain_memory`, under any rule set.
template<class Net, class T, class Engine, class Memory>
struct activation_sweep {
    static constexpr memory_order first_order = Net::boundaries[0].order;

    /// The activations at a boundary. The input is read where it is, if its order in memory is the users'.
    template<size_t Boundary>
    static constexpr T const* at(T const* input, T const* buffers) {
        if constexpr (Memory::activations[Boundary] == 0 && first_order.is_users_order())
            return input;
        else
            return buffers + Memory::activations[Boundary];
    }
    /// The same in the users' order, copied.
    template<size_t Boundary>
    static constexpr void copy(T const* input, T const* buffers, T* to) {
        kernels::to_users_order<Net::boundaries[Boundary].order>(at<Boundary>(input, buffers), to);
    }

    /// `input` in the users' order; `buffers` of `Memory::activations_end` scalars.
    static constexpr void run(T const* input, T const* parameters, T* buffers) {
        if constexpr (!first_order.is_users_order()) kernels::to_memory_order<first_order>(input, buffers);
        meta::for_each_index<Net::depth>([&](auto index) {
            using here = node<Net, index>;
            if constexpr (!std::is_base_of_v<kind::reordering, typename here::layer_type>)
                kernels::layer_forward<Engine, here>(at<index>(input, buffers),
                                                     parameters + parameter_layout<Net, T>::offsets[index],
                                                     buffers + Memory::activations[index + 1]);
        });
    }
};

}  // namespace constexplain::detail
