#pragma once
/// The forward pass of a whole network, for predict.
#include <constexplain/answer.hpp>
#include <constexplain/kernel/layer_forward.hpp>
#include <constexplain/kernel/reduce.hpp>
#include <constexplain/kernel/reorder.hpp>
#include <constexplain/parameters/layout.hpp>
#include <constexplain/workspace.hpp>

namespace constexplain::detail {

template<class Net, class T, class Engine>
struct forward_pass {
    using memory = forward_memory<Net>;
    using layout = parameter_layout<Net, T>;

    template<size_t Index>
    using layer_at = typename node<Net, Index>::layer_type;

    /// A rectifier behind a linear layer is done in that layer's store.
    template<size_t Index>
    static constexpr bool is_fused_away() {
        if constexpr (Index == 0 || Index >= Net::depth)
            return false;
        else
            return std::is_same_v<layer_at<Index>, relu> && linear_layer<layer_at<Index - 1>>;
    }
    template<size_t Index>
    static constexpr bool computes() {
        return !std::is_base_of_v<kind::reordering, layer_at<Index>> && !is_fused_away<Index>();
    }
    static constexpr size_t last_that_computes = [] {
        size_t last = Net::depth;  // none
        meta::for_each_index<Net::depth>([&](auto index) {
            if (computes<index>()) last = index;
        });
        return last;
    }();
    static constexpr bool writes_result = Net::boundaries[Net::depth].order.is_users_order();

    /// `input` in the users' order; `buffers` of `memory::total` scalars.
    static constexpr prediction<Net, T> run(T const* input, T const* parameters, T* buffers) {
        prediction<Net, T> result;
        if (!kernels::all_finite(input, Net::input.count())) {
            result.values = {};
            result.status = status::input_not_finite;
            return result;
        }
        T const* from = input;
        size_t turn = 0;
        if constexpr (!Net::boundaries[0].order.is_users_order()) {
            kernels::to_memory_order<Net::boundaries[0].order>(input, buffers + memory::offset(turn));
            from = buffers + memory::offset(turn);
            turn = 1;
        }
        meta::for_each_index<Net::depth>([&](auto index) {
            if constexpr (computes<index>()) {
                T* to = buffers + memory::offset(turn);
                if constexpr (index == last_that_computes && writes_result) to = result.values.data();
                using finish =
                    std::conditional_t<is_fused_away<index + 1>(), kernels::fused_relu, kernels::no_activation>;
                kernels::layer_forward<Engine, node<Net, index>, T, finish>(from, parameters + layout::offsets[index],
                                                                            to);
                from = to;
                turn = 1 - turn;
            }
        });
        if constexpr (!writes_result || last_that_computes == Net::depth)
            kernels::to_users_order<Net::boundaries[Net::depth].order>(from, result.values.data());
        if (!kernels::all_finite(result.values.data(), Net::output.count()))
            result.status = status::result_not_finite;
        return result;
    }
};

}  // namespace constexplain::detail
