#pragma once
/// The forward pass of a whole network, for predict.
#include <constexplain/answer.hpp>
#include <constexplain/finish.hpp>
#include <constexplain/inlining.hpp>
#include <constexplain/input_state.hpp>
#include <constexplain/kernel/activation.hpp>
#include <constexplain/kernel/batch_forward.hpp>
#include <constexplain/kernel/join.hpp>
#include <constexplain/kernel/reduce.hpp>
#include <constexplain/kernel/reorder.hpp>
#include <constexplain/parameters/layout.hpp>
#include <constexplain/workspace.hpp>

namespace constexplain::detail {

/// `Samples` at once: at each boundary they lie one behind the other.
template<class Net, class T, class Engine, size_t Samples = 1>
struct forward_pass {
    using memory = forward_memory<Net, lanes<T>, Samples>;
    using layout = parameter_layout<Net, T>;
    using execution = typename Net::execution;
    using answer = prediction<Net, T>;

    /// Inputs in the users' order; `buffers` of `memory::total` scalars. Only the first `used` of the samples exist.
    static constexpr void run(std::array<T const*, Samples> const& inputs, T const* parameters, T* buffers,
                              std::array<answer*, Samples> const& answers, size_t used = Samples) {
        if constexpr (Samples == 1) used = 1;
        bool any = false;
        for (size_t n = 0; n < used; ++n) any = begin(inputs[n], buffers, n, *answers[n]) || any;
        if (!any) return;
        layers(inputs[0], parameters, buffers, answers, used);
        for (size_t n = 0; n < used; ++n) {
            T* const written = answers[n]->values.data();
            if constexpr (!memory::writes_result)
                kernels::to_users_order<Net::boundaries[Net::depth].order>(
                    read<Net::depth>(inputs[n], buffers, written, n), written);
            finish(*answers[n]);
        }
    }

private:
    /// Whether the input is finite; brings it to its buffer, if it has one.
    static constexpr bool begin(T const* input, [[maybe_unused]] T* buffers, [[maybe_unused]] size_t sample,
                                answer& result) {
        if constexpr (memory::reads_input) {
            // Scalars were the faster form where one small input is all there is.
            bool const finite = Samples == 1 ? kernels::all_finite(input, Net::input.count())
                                             : kernels::all_finite<Net::input.count()>(input);
            result.status = finite ? status::ok : status::input_not_finite;
        } else {
            result.status = input_state<Net, T, false>::bring(input, at<0>(buffers, nullptr, sample));
        }
        if (result.status != status::ok) result.values.fill(T(0));
        return result.status == status::ok;
    }
    static constexpr void finish(answer& result) {
        if (result.status != status::ok)
            result.values.fill(T(0));
        else if (!kernels::all_finite<Net::output.count()>(result.values.data()))
            result.status = status::result_not_finite;
    }

    static constexpr void layers(T const* input, T const* parameters, T* buffers,
                                 std::array<answer*, Samples> const& answers, size_t used) {
        T* const written = answers[0]->values.data();
        meta::for_each_index<Net::depth>([&](auto index) __attribute__((always_inline)) {
            if constexpr (execution::computes[index])
                inlining<Net>::layer([&]() __attribute__((always_inline)) {
                    using here = node<Net, index>;
                    if constexpr (lookup_layer<typename here::layer_type>)
                        for (size_t n = 0; n < used; ++n)
                            if (answers[n]->status == status::ok &&
                                !kernels::all_are_rows<here>(
                                    read<here::template source<>>(input, buffers, written, n)))
                                answers[n]->status = status::row_out_of_range;
                    if constexpr (joining_layer<typename here::layer_type>)
                        for (size_t n = 0; n < used; ++n)
                            kernels::join_forward<Engine, here>(sources<here>(input, buffers, written, n),
                                                                at<index + 1>(buffers, written, n));
                    else
                        kernels::batch_forward<Engine, here, Samples, T,
                                               finish_of<Net, execution::fused_behind(index)>>(
                            read<here::template source<>>(input, buffers, written),
                            parameters + layout::offsets[index], at<index + 1>(buffers, written),
                            buffers + memory::scratch, used);
                });
        });
    }

    /// Whether a boundary lies in the same buffer as another.
    static constexpr bool shares(size_t boundary, size_t other) {
        return execution::shared.root[boundary] == execution::shared.root[other];
    }
    template<size_t Boundary>
    static constexpr T* at(T* buffers, T* written, size_t sample = 0) {
        if constexpr (memory::writes_result && shares(Boundary, Net::depth))
            return written;
        else
            return buffers + memory::at[Boundary] + sample * Net::shapes[Boundary].count();
    }
    template<size_t Boundary>
    static constexpr T const* read(T const* input, T* buffers, T* written, size_t sample = 0) {
        if constexpr (memory::reads_input && shares(Boundary, 0))
            return input;
        else
            return at<Boundary>(buffers, written, sample);
    }
    template<class Node>
    static constexpr auto sources(T const* input, T* buffers, T* written, size_t sample) {
        return [&]<size_t... Which>(std::index_sequence<Which...>) {
            return std::array<T const*, sizeof...(Which)>{
                read<Node::template source<Which>>(input, buffers, written, sample)...};
        }(std::make_index_sequence<Node::layer_type::branches>{});
    }
};

}  // namespace constexplain::detail
