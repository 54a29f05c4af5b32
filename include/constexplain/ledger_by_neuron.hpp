#pragma once
/// The ledger down to the neurons: which of them absorbed relevance.
#include <constexplain/model.hpp>

#include <algorithm>
#include <memory>
#include <vector>

namespace constexplain {

/// What one neuron of a linear layer absorbed.
template<class T>
struct neuron_absorption {
    size_t layer;   ///< the layer's index
    size_t neuron;  ///< the element of its output, in the users' order
    T absorbed;
};

namespace detail::inline CONSTEXPLAIN_INSTRUCTION_SET {

template<class Net, class Rules, size_t Layer, class T, class Answer>
void itemise(Answer const& why, T const* input, T const* packed, T* buffers,
             std::vector<neuron_absorption<T>>& found) {
    using memory = explain_memory<Net, Rules, lanes<T>>;
    using sweep = activation_sweep<Net, T, vector_engine, memory>;
    using layer_step = linear_step_of<T, step<Net, Rules, Layer>, scalar_engine>;
    constexpr memory_order order = Net::boundaries[Layer + 1].order;
    auto const& relevance = why.template relevance_at<Layer + 1>();
    std::vector<T> above(relevance.size()), each(relevance.size());
    kernels::to_memory_order<order>(relevance.data(), above.data());
    layer_step::itemise({sweep::template at<Net::wires.source(Layer)>(input, buffers),
                         sweep::template at<Layer + 1>(input, buffers),
                         packed + parameter_layout<Net, T>::offsets[Layer], above.data(),
                         buffers + memory::quotients[Layer], nullptr},
                        each.data());
    for (size_t neuron = 0; neuron < each.size(); ++neuron) {
        T const absorbed = each[order.place_of(neuron)];
        if (absorbed != T(0)) found.push_back({Layer, neuron, absorbed});
    }
}

}  // namespace detail::inline CONSTEXPLAIN_INSTRUCTION_SET

namespace detail {

/// What keeps a ledger by neuron from being written; void where nothing does.
template<class Net, class Rules>
constexpr auto itemising_mistake() {
    if constexpr (!rules_are_sound<Net, Rules>()) {
        return std::type_identity<rules_mistake_t<Net, Rules>>{};
    } else {
        return []<class... Nodes>(meta::list<Nodes...>) {
            return std::type_identity<first_mistake_t<
                unless<!std::is_base_of_v<gradient_rule, rule_for<Rules, Nodes>>,
                       RULE_DOES_NOT_APPLY<layer<Nodes::index, typename Nodes::layer_type>, rule_for<Rules, Nodes>,
                                           cure::choose_a_rule_that_hands_out_shares>>...>>{};
        }(linear_nodes<Net>{});
    }
}

}  // namespace detail

/// The neurons of linear layers that absorb relevance in an explanation, the largest amount first. `target` as for
/// explain. Empty where nothing could be explained. Allocates.
template<class Rules, class Net, class T, class Storage, class Input, class Target = arg_max_target>
[[nodiscard]] std::vector<neuron_absorption<T>> ledger_by_neuron(model<Net, T, Storage> const& net,
                                                                 Input const& input, Target const& target = {}) {
    using mistake = typename decltype(detail::itemising_mistake<Net, Rules>())::type;
    static_assert(sizeof(detail::reject<mistake>));
    std::vector<neuron_absorption<T>> found;
    if constexpr (std::is_void_v<mistake> && detail::rules_are_sound<Net, Rules>()) {
        [&]<class... Nodes>(meta::list<Nodes...>) {
            auto const buffers = std::make_unique<workspace<Net, Rules, T>>();
            auto const explain = [&] {
                return net.template explain<Rules>(input, target, keep<Nodes::index + 1 ...>, *buffers);
            };
            // On the heap: with the relevance of every layer it may be large.
            std::unique_ptr<decltype(explain()) const> const why(new auto(explain()));
            if (why->status != status::ok && why->status != status::input_outside_domain) return;
            T const* from = std::data(input);
            (detail::itemise<Net, Rules, Nodes::index>(*why, from, net.packed(), buffers->values.data(), found), ...);
        }(linear_nodes<Net>{});
        std::ranges::sort(found, [](auto const& a, auto const& b) {
            return kernels::magnitude(a.absorbed) > kernels::magnitude(b.absorbed);
        });
    }
    return found;
}

}  // namespace constexplain
