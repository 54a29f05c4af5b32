#pragma once
/// The forward pass of a whole network that keeps the activations of every boundary, for explain.
#include <constexplain/finish.hpp>
#include <constexplain/kernel/batch_forward.hpp>
#include <constexplain/kernel/join.hpp>
#include <constexplain/kernel/reorder.hpp>
#include <constexplain/parameters/layout.hpp>
#include <constexplain/plan/memory.hpp>
#include <constexplain/relevance/joint_forward.hpp>

namespace constexplain::detail {

/// `Memory` gives the place of each boundary's activations: an `explain_memory`, under any rule set. At each boundary the
/// samples of a batch lie one behind the other.
template<class Net, class T, class Engine, class Memory>
struct activation_sweep {
    static constexpr memory_order first_order = Net::boundaries[0].order;
    static constexpr size_t samples = Memory::samples;
    using execution = typename Net::execution;

    /// The activations at a boundary. The input is read where it is, if its order in memory is the users'.
    template<size_t Boundary>
    static constexpr T const* at(T const* input, T const* buffers, size_t sample = 0) {
        if constexpr (Memory::reads_input && root(Boundary) == 0)
            return input;
        else
            return buffers + Memory::activations[Boundary] + sample * Net::shapes[Boundary].count();
    }
    /// The activations that each branch of a joining layer gives.
    template<class Node>
    static constexpr auto branches(T const* input, T const* buffers, size_t sample = 0) {
        return [&]<size_t... Which>(std::index_sequence<Which...>) {
            return std::array<T const*, sizeof...(Which)>{
                at<Node::template source<Which>>(input, buffers, sample)...};
        }(std::make_index_sequence<Node::layer_type::branches>{});
    }
    /// The same in the users' order, copied.
    template<size_t Boundary>
    static constexpr void copy(T const* input, T const* buffers, T* to, size_t sample = 0) {
        kernels::to_users_order<Net::boundaries[Boundary].order>(at<Boundary>(input, buffers, sample), to);
    }

    /// Of a single sample: `input` in the users' order; `buffers` of `Memory::forward_total` scalars, under rules of
    /// `Memory::total`.
    static constexpr void run(T const* input, T const* parameters, T* buffers) {
        static_assert(samples == 1);
        if constexpr (!Memory::reads_input) kernels::to_memory_order<first_order>(input, place_of_input(buffers));
        run_layers<0, Net::depth>(input, parameters, buffers);
    }
    /// Where inputs that are not read where they are have their place in memory.
    static constexpr T* place_of_input(T* buffers, size_t sample = 0) {
        return buffers + Memory::activations[0] + sample * Net::input.count();
    }
    /// Only the layers Begin, ..., End - 1; of a batch, whose samples lie one behind the other, the first `used` exist.
    template<size_t Begin, size_t End>
    [[gnu::always_inline]] static constexpr void run_layers(T const* input, T const* parameters, T* buffers,
                                                            size_t used = samples) {
        meta::for_each_index<End - Begin>([&](auto distance) __attribute__((always_inline)) {
            constexpr size_t index = Begin + distance;
            using here = node<Net, index>;
            T* to = buffers + Memory::activations[index + 1];
            if constexpr (joining_layer<typename here::layer_type>)
                for (size_t n = 0; n < used; ++n)
                    kernels::join_forward<Engine, here>(branches<here>(input, buffers, n),
                                                        to + n * Net::shapes[index + 1].count());
            else if constexpr (!execution::reorders[index] && !Memory::replaces_sums[index] &&
                               !(is_stored_beside<index>() && here::template source<> > Begin))
                run_layer<index>(at<here::template source<>>(input, buffers),
                                 parameters + parameter_layout<Net, T>::offsets[index], to, buffers, used);
        });
    }

private:
    template<size_t Index>
    [[gnu::always_inline]] static constexpr void run_layer(T const* x, T const* packed, T* y, T* buffers,
                                                           size_t used) {
        using engine = kernels::with_patches<Engine, Memory::patches[Index]>;
        T* const scratch = buffers + Memory::activations_end;
        if constexpr (runs_jointly<Net, Memory, Index, T, Engine>())
            if (!std::is_constant_evaluated())
                return joint_forward<step<Net, typename Memory::rules, Index>, engine, after<Index>>(
                    x, packed, y, buffers + Memory::quotients[Index], scratch);
        kernels::batch_forward<engine, node<Net, Index>, samples, T, after<Index>, true>(x, packed, y, scratch, used);
    }
    /// Whether the linear layer in front stores the activation of layer `Index` beside its sums.
    template<size_t Index>
    static constexpr bool is_stored_beside() {
        return execution::is_fused[Index] && !Memory::replaces_sums[Index];
    }
    template<size_t Index>
    static constexpr auto finish_of_layer() {
        constexpr size_t behind = execution::fused_behind(Index);
        if constexpr (behind < Net::depth) {
            if constexpr (is_stored_beside<behind>())
                return std::type_identity<
                    kernels::kept_beside<typename node<Net, behind>::layer_type, Memory::rectifies_sums[Index],
                                         static_cast<std::ptrdiff_t>(Memory::activations[behind + 1]) -
                                             static_cast<std::ptrdiff_t>(Memory::activations[Index + 1])>>{};
            else
                return std::type_identity<finish_of<Net, behind>>{};
        } else {
            return std::type_identity<kernels::no_activation>{};
        }
    }
    template<size_t Index>
    using after = typename decltype(finish_of_layer<Index>())::type;
    /// The boundary of which a flattened one is another view.
    static constexpr size_t root(size_t boundary) {
        while (boundary > 0 && execution::reorders[boundary - 1]) boundary = Net::wires.source(boundary - 1);
        return boundary;
    }
};

}  // namespace constexplain::detail
