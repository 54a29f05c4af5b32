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
        if (result.status == status::result_not_finite) return result;
        if (!target.exists(Net::shapes[Net::logits].count())) {
            result.status = status::class_out_of_range;
            return result;
        }
        T* start = buffers + memory::relevance(0);
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
        T const* relevance = buffers + memory::relevance(0);
        size_t turn = 1;
        keep_if_asked<Net::depth>(relevance, result);
        meta::for_each_index_reversed<Net::depth>([&](auto index) {
            using this_step = step<Net, Rules, index>;
            if constexpr (!this_step::moves_nothing) {
                // The last move writes the answer, where the orders agree.
                T* to = buffers + memory::relevance(turn);
                if constexpr (index == first_that_moves && first_order.is_users_order()) to = result.relevance.data();
                result.ledger.absorbed[index] = propagate<T, this_step, Engine>(
                    {sweep::template at<index>(input, buffers), sweep::template at<index + 1>(input, buffers),
                     parameters + layout::offsets[index], relevance, buffers + memory::quotients, to});
                relevance = to;
                turn = 1 - turn;
            }
            keep_if_asked<index>(relevance, result);
        });
        if constexpr (!first_order.is_users_order() || first_that_moves == Net::depth)
            kernels::to_users_order<first_order>(relevance, result.relevance.data());
    }

    static constexpr size_t first_that_moves = [] {
        size_t first = Net::depth;  // none
        meta::for_each_index_reversed<Net::depth>([&](auto index) {
            if constexpr (!step<Net, Rules, index>::moves_nothing) first = index;
        });
        return first;
    }();

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
