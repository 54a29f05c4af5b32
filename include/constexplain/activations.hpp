#pragma once
/// The activations at the boundaries of a network.
#include <constexplain/model.hpp>

namespace constexplain {

/// The activations at boundaries, in the users' order, as a `hana::tuple` of tensors: `activations_at<0, 3>(net, x)`;
/// 0 is the input, `Net::depth` the output. Whether they are finite is not looked at; `predict` says it. Allocates
/// its buffers.
template<size_t... Boundaries, class Model, class Input>
[[nodiscard]] auto activations_at(Model const& net, Input const& input) {
    using Net = typename Model::network_type;
    using T = typename Model::scalar_type;
    using mistake =
        detail::first_mistake_t<detail::input_mistake<T, detail::input_shape<Net>, Input>,
                                typename detail::option_mistake<Net, void, T, kept_boundaries<Boundaries...>>::type>;
    if constexpr (std::is_void_v<mistake>) {
        using memory = activation_memory<Net, lanes<T>>;
        using sweep = detail::activation_sweep<Net, T, vector_engine, memory>;
        std::vector<T, detail::cache_line_allocator<T>> buffers(memory::forward_total);
        auto const* from = elements_of<T, detail::input_shape<Net>>(input);
        sweep::run(from, net.packed(), buffers.data());
        boost::hana::tuple<tensor_at<Net, Boundaries, T>...> result{};
        meta::for_each_index<sizeof...(Boundaries)>([&](auto place) {
            constexpr size_t boundary = std::array{Boundaries...}[place];
            sweep::template copy<boundary>(from, buffers.data(), boost::hana::at_c<place>(result).data());
        });
        return result;
    } else {
        static_assert(sizeof(detail::reject<mistake>));
        return boost::hana::tuple<>{};
    }
}

}  // namespace constexplain
