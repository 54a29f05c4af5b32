#pragma once
/// The forward pass of a whole network that keeps the activations of every boundary, for explain.
#include <constexplain/finish.hpp>
#include <constexplain/kernel/batch_forward.hpp>
#include <constexplain/kernel/join.hpp>
#include <constexplain/kernel/reorder.hpp>
#include <constexplain/parameters/layout.hpp>
#include <constexplain/plan/memory.hpp>
#include <constexplain/relevance/factors.hpp>
#include <constexplain/relevance/joint_forward.hpp>
#include <constexplain/target.hpp>

namespace constexplain::detail {

/// The relevance of any boundary may be asked for.
struct asks_for_all {};

/// `Memory` gives the place of each boundary's activations: an `explain_memory`, under any rule set. At each boundary the
/// samples of a batch lie one behind the other. `Asked`: boundaries whose relevance must be known.
template<class Net, class T, class Engine, class Memory, class Asked = asks_for_all>
struct activation_sweep {
    static constexpr memory_order first_order = Net::boundaries[0].order;
    static constexpr size_t samples = Memory::samples;
    using execution = typename Net::execution;

    /// The activations at a boundary. The input is read where it is, if its order in memory is the users'. Behind a layer that
    /// `keeps_factors`, outside of constant expressions: only until the layer that reads them has run.
    template<size_t Boundary>
    static constexpr T const* at(T const* input, T const* buffers, size_t sample = 0) {
        if constexpr (Memory::reads_input && root(Boundary) == 0) return input;
        if constexpr (layer_of_factors(Boundary) < Net::depth)
            if (!std::is_constant_evaluated()) return buffers + Memory::transient(layer_of_factors(Boundary));
        return buffers + Memory::activations[Boundary] + sample * Net::shapes[Boundary].count();
    }
    /// What relevance sent to a boundary is a multiple of: the activations, or the factors that are kept in their stead.
    template<size_t Boundary>
    static constexpr T const* multiplied_at(T const* input, T const* buffers, size_t sample = 0) {
        if constexpr (layer_of_factors(Boundary) < Net::depth)
            if (!std::is_constant_evaluated()) return buffers + Memory::activations[layer_of_factors(Boundary) + 1];
        return at<Boundary>(input, buffers, sample);
    }
    /// Whether layer `Index` keeps its sums as factors, outside of constant expressions.
    static constexpr bool keeps_factors(size_t index) {
        return kernels::has_vectors<Engine, T> && Memory::can_keep_factors[index] && !is_asked(index + 1, Asked{}) &&
               !is_asked(execution::fused_behind(index) + 1, Asked{});
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
        using here = node<Net, Index>;
        T* const scratch = buffers + Memory::activations_end;
        constexpr bool with_factors = keeps_factors(Index), jointly = runs_jointly<Net, Memory, Index, T, Engine>();
        if constexpr (with_factors || jointly)
            if (!std::is_constant_evaluated()) {
                if constexpr (with_factors)
                    return kernels::layer_forward<engine, here, T, factors_of<Index>, true>(
                        x, packed, buffers + Memory::transient(Index), scratch);
                else
                    return joint_forward<step<Net, typename Memory::rules, Index>, engine, after<Index>>(
                        x, packed, y, buffers + Memory::quotients[Index], scratch);
            }
        // Behind those, only constant expressions come here, in which vectors would not be used.
        kernels::batch_forward<std::conditional_t<with_factors || jointly, scalar_engine, engine>, here, samples, T,
                               after<Index>, true>(x, packed, y, scratch, used);
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
    template<size_t Index>
    static constexpr auto finish_with_factors() {
        using this_step = step<Net, typename Memory::rules, Index>;
        using part = meta::element<0, typename this_step::template parts<>>;
        return std::type_identity<factor_beside<typename node<Net, execution::fused_behind(Index)>::layer_type,
                                                quotient_of<typename this_step::stabiliser_type, part>,
                                                static_cast<std::ptrdiff_t>(Memory::activations[Index + 1]) -
                                                    static_cast<std::ptrdiff_t>(Memory::transient(Index))>>{};
    }
    template<size_t Index>
    using factors_of = typename decltype(finish_with_factors<Index>())::type;

    /// The layer that keeps factors in the place of the activations at a boundary; the number of layers, where none does.
    static constexpr size_t layer_of_factors(size_t boundary) {
        for (size_t k = 0; k < Net::depth; ++k)
            if (keeps_factors(k) && execution::fused_behind(k) + 1 == boundary) return k;
        return Net::depth;
    }
    template<size_t... All>
    static constexpr bool is_asked(size_t boundary, kept_boundaries<All...>) {
        return (... || (All == boundary));
    }
    static constexpr bool is_asked(size_t, asks_for_all) { return true; }
    /// The boundary of which a flattened one is another view.
    static constexpr size_t root(size_t boundary) {
        while (boundary > 0 && execution::reorders[boundary - 1]) boundary = Net::wires.source(boundary - 1);
        return boundary;
    }
};

}  // namespace constexplain::detail
