#pragma once
/// The relevance pass of a whole network.
#include <constexplain/activation_sweep.hpp>
#include <constexplain/forward.hpp>
#include <constexplain/relevance/step.hpp>

namespace constexplain::detail {

template<class Net, class Rules, class T, class Engine, class Kept>
struct relevance_pass {
    using memory = explain_memory<Net, Rules, lanes<T>>;
    using layout = parameter_layout<Net, T>;
    using answer = explanation<Net, T, Kept>;
    using sweep = activation_sweep<Net, T, Engine, memory>;
    static constexpr memory_order first_order = Net::boundaries[0].order;
    static constexpr memory_order start_order = Net::boundaries[Net::logits].order;

    /// `input` in the users' order; `buffers` of `memory::total` scalars.
    template<class Target>
    static constexpr answer run(T const* input, T const* parameters,
                                std::array<bool, Net::depth> const& has_positive_bias, T* buffers,
                                Target const& target) {
        answer result;
        result.status = state_of(input);
        if (result.status == status::input_not_finite) {
            result.scores.status = result.status;
            return result;
        }
        forward(input, parameters, buffers, result);
        if (result.status == status::result_not_finite || result.status == status::row_out_of_range) return result;
        if (!target.exists(Net::shapes[Net::logits].count())) {
            result.status = status::class_out_of_range;
            return result;
        }
        T* start = relevance_at<Net::logits>(buffers, result);
        auto const started = start_from(target, sweep::template at<Net::logits>(input, buffers), start, result);
        backward(input, parameters, buffers, result);
        auto const input_sum = [&] { return kernels::sum<Engine, T, Net::input.count()>(result.relevance.data()); };
        result.ledger.input_sum = input_sum();
        if constexpr (Rules::multiplies_by_input) {
            for (size_t k = 0; k < Net::input.count(); ++k) result.relevance[k] = result.relevance[k] * input[k];
            result.ledger.input_factor = result.ledger.input_sum - input_sum();
            result.ledger.input_sum = input_sum();
        }
        if (!kernels::all_finite(result.relevance.data(), Net::input.count()) ||
            !kernels::all_finite(&result.ledger.start, 1) ||
            !kernels::all_finite(result.ledger.absorbed.data(), Net::depth))
            result.status = status::result_not_finite;
        else
            result.certificate = settled(guarantee<Net, Rules>::settled(has_positive_bias),
                                         result.status == status::ok, started, nothing_is_lost(result.ledger));
        return result;
    }

private:
    /// Nothing absorbed and no gap, to rounding.
    static constexpr bool nothing_is_lost(constexplain::ledger<Net, T> const& ledger) {
        using base = typename number_traits<T>::base;
        T const tolerance = T(4096 * std::numeric_limits<base>::epsilon()) * ledger.start_size;
        return certain(kernels::magnitude(ledger.total_absorbed()) <= tolerance) &&
               (is_set<T> || certain(kernels::magnitude(ledger.gap()) <= tolerance));
    }

    static constexpr status state_of(T const* input) {
        constexpr size_t count = Net::input.count();
        constexpr domain values = Net::boundaries[0].values;
        if (!kernels::all_finite(input, count)) return status::input_not_finite;
        bool inside = true;
        if constexpr (values.per_channel) {
            using bounds = typename Net::input_description::bounds;
            constexpr size_t planes = first_order.planes;
            for (size_t c = 0; c < first_order.channels; ++c)
                inside = inside && kernels::all_within(input + c * planes, planes, static_cast<T>(bounds::low[c]),
                                                       static_cast<T>(bounds::high[c]));
        } else if constexpr (values != domain::reals()) {
            inside = kernels::all_within(input, count, static_cast<T>(values.low), static_cast<T>(values.high));
        }
        return inside ? status::ok : status::input_outside_domain;
    }

    static constexpr void forward(T const* input, T const* parameters, T* buffers, answer& result) {
        sweep::run(input, parameters, buffers);
        meta::for_each_index<Net::depth>([&](auto index) {
            using here = node<Net, index>;
            if constexpr (lookup_layer<typename here::layer_type>)
                if (!kernels::all_are_rows<here>(sweep::template at<here::template source<>>(input, buffers)))
                    result.status = result.scores.status = status::row_out_of_range;
        });
        if (result.status == status::row_out_of_range) return;
        sweep::template copy<Net::depth>(input, buffers, result.scores.data());
        if (!kernels::all_finite(result.scores.data(), Net::output.count())) {
            result.status = status::result_not_finite;
            result.scores.status = result.status;
        }
    }

    template<class Target>
    static constexpr start_state start_from(Target const& target, T const* logits, T* start, answer& result) {
        constexpr size_t count = Net::shapes[Net::logits].count();
        for (size_t k = 0; k < count; ++k) start[k] = T(0);
        result.target = target.start(logits_view<T, start_order>{logits, start, count, Rules::starts_from_one});
        result.ledger.start = kernels::sum<Engine, T, count>(start);
        start_state state;
        for (size_t k = 0; k < count; ++k) {
            result.ledger.start_size = result.ledger.start_size + kernels::magnitude(start[k]);
            state.holds_no_negative = state.holds_no_negative && certain(start[k] >= T(0));
            state.lies_at_positive_outputs =
                state.lies_at_positive_outputs && (certain(start[k] == T(0)) || certain(logits[k] > T(0)));
        }
        return state;
    }

    static constexpr void backward(T const* input, T const* parameters, T* buffers, answer& result) {
        meta::for_each_index_reversed<Net::depth>([&](auto index) {
            using this_step = step<Net, Rules, index>;
            using here = typename this_step::node_type;
            T const* relevance = relevance_at<index + 1>(buffers, result);
            keep_if_asked<index + 1>(relevance, result);  // every layer that reads the boundary has been met
            if constexpr (joining_layer<typename here::layer_type>) {
                result.ledger.absorbed[index] = separate<this_step>(input, relevance, buffers, result);
            } else if constexpr (!memory::stays[index]) {
                constexpr size_t from = here::template source<>;
                constexpr bool is_first = Net::wires.is_last_reader(index, from);
                T* const sum = relevance_at<from>(buffers, result);
                T* const to = is_first ? sum : buffers + memory::summand;
                if constexpr (this_step::moves_nothing)
                    for (size_t k = 0; k < here::in.extents.count(); ++k) to[k] = relevance[k];
                else
                    result.ledger.absorbed[index] = propagate<T, this_step, Engine>(
                        {sweep::template at<from>(input, buffers), sweep::template at<index + 1>(input, buffers),
                         parameters + layout::offsets[index], relevance, buffers + memory::quotients, to});
                if constexpr (!is_first)
                    for (size_t k = 0; k < here::in.extents.count(); ++k) sum[k] = sum[k] + to[k];
            }
        });
        T const* relevance = relevance_at<0>(buffers, result);
        keep_if_asked<0>(relevance, result);
        if constexpr (!memory::lies_in_answer(0))
            kernels::to_users_order<first_order>(relevance, result.relevance.data());
    }

    /// Gives each branch of a joining layer its relevance; returns what is absorbed.
    template<class Step>
    static constexpr T separate(T const* input, T const* relevance, T* buffers, answer& result) {
        using here = typename Step::node_type;
        return [&]<size_t... Which>(std::index_sequence<Which...>) {
            return join_step<T, Step, Engine>::run(
                {sweep::template branches<here>(input, buffers),
                 sweep::template at<here::index + 1>(input, buffers),
                 relevance,
                 {relevance_at<here::template source<Which>>(buffers, result)...},
                 {Net::wires.is_last_reader(here::index, here::template source<Which>, Which)...}});
        }(std::make_index_sequence<here::layer_type::branches>{});
    }

    template<size_t Boundary>
    static constexpr T* relevance_at(T* buffers, answer& result) {
        if constexpr (memory::lies_in_answer(Boundary))
            return result.relevance.data();
        else
            return buffers + memory::relevance(Boundary);
    }

    template<size_t Boundary>
    static constexpr void keep_if_asked(T const* relevance, answer& result) {
        keep_one<Boundary>(relevance, result, Kept{});
    }
    template<size_t Boundary, size_t... Asked>
    static constexpr void keep_one([[maybe_unused]] T const* relevance, [[maybe_unused]] answer& result,
                                   kept_boundaries<Asked...>) {
        constexpr size_t place = meta::first_true((Asked == Boundary)...);
        if constexpr (place < sizeof...(Asked))
            kernels::to_users_order<Net::boundaries[Boundary].order>(relevance,
                                                                     boost::hana::at_c<place>(result.kept).data());
    }
};

}  // namespace constexplain::detail
