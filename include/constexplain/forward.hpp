#pragma once
/// The forward pass of a whole network, for predict.
#include <constexplain/answer.hpp>
#include <constexplain/kernel/join.hpp>
#include <constexplain/kernel/layer_forward.hpp>
#include <constexplain/kernel/reduce.hpp>
#include <constexplain/kernel/reorder.hpp>
#include <constexplain/parameters/layout.hpp>
#include <constexplain/workspace.hpp>

namespace constexplain::detail {

template<class Net, class T, class Engine>
struct forward_pass {
    using memory = forward_memory<Net, lanes<T>>;
    using layout = parameter_layout<Net, T>;

    using execution = typename Net::execution;

    /// `input` in the users' order; `buffers` of `memory::total` scalars.
    static constexpr prediction<Net, T> run(T const* input, T const* parameters, T* buffers) {
        prediction<Net, T> result;
        if (!kernels::all_finite(input, Net::input.count())) {
            result.values = {};
            result.status = status::input_not_finite;
            return result;
        }
        T* const written = result.values.data();
        if constexpr (!execution::reads_input)
            kernels::to_memory_order<Net::boundaries[0].order>(input, buffers + memory::at[0]);
        meta::for_each_index<Net::depth>([&](auto index) {
            if constexpr (execution::computes[index]) {
                using here = node<Net, index>;
                T* to = at<index + 1>(buffers, written);
                if constexpr (lookup_layer<typename here::layer_type>)
                    if (!kernels::all_are_rows<here>(read<here::template source<>>(input, buffers, written)))
                        result.status = status::row_out_of_range;
                if constexpr (joining_layer<typename here::layer_type>)
                    kernels::join_forward<Engine, here>(sources<here>(input, buffers, written), to);
                else
                    kernels::layer_forward<Engine, here, T, finish<index>>(
                        read<here::template source<>>(input, buffers, written), parameters + layout::offsets[index],
                        to, buffers + memory::scratch);
            }
        });
        if constexpr (!execution::writes_result)
            kernels::to_users_order<Net::boundaries[Net::depth].order>(read<Net::depth>(input, buffers, written),
                                                                       written);
        if (result.status == status::row_out_of_range)
            result.values = {};
        else if (!kernels::all_finite(result.values.data(), Net::output.count()))
            result.status = status::result_not_finite;
        return result;
    }

private:
    /// Whether a boundary lies in the same buffer as another.
    static constexpr bool shares(size_t boundary, size_t other) {
        return execution::shared.root[boundary] == execution::shared.root[other];
    }
    template<size_t Boundary>
    static constexpr T* at(T* buffers, T* written) {
        if constexpr (execution::writes_result && shares(Boundary, Net::depth))
            return written;
        else
            return buffers + memory::at[Boundary];
    }
    template<size_t Boundary>
    static constexpr T const* read(T const* input, T* buffers, T* written) {
        if constexpr (execution::reads_input && shares(Boundary, 0))
            return input;
        else
            return at<Boundary>(buffers, written);
    }
    template<class Node>
    static constexpr auto sources(T const* input, T* buffers, T* written) {
        return [&]<size_t... Which>(std::index_sequence<Which...>) {
            return std::array<T const*, sizeof...(Which)>{
                read<Node::template source<Which>>(input, buffers, written)...};
        }(std::make_index_sequence<Node::layer_type::branches>{});
    }
    /// A rectifier behind a linear layer is done in that layer's store.
    static constexpr bool is_rectified_in_store(size_t index) {
        for (size_t k = index + 1; k < Net::depth; ++k)
            if (execution::is_fused[k] && Net::wires.source(k) == index + 1) return true;
        return false;
    }
    template<size_t Index>
    using finish = std::conditional_t<is_rectified_in_store(Index), kernels::fused_relu, kernels::no_activation>;
};

}  // namespace constexplain::detail
