#pragma once
/// One step of a relevance pass through a recurrent layer: all steps of the sequence, from the last to the first.
#include <constexplain/kernel/recurrent.hpp>
#include <constexplain/relevance/pool_step.hpp>
#include <constexplain/rule/epsilon.hpp>

namespace constexplain::detail {

/// The scratch of a recurrent layer's step, in scalars: its states and records, then what one step needs.
template<class T, class Node>
struct recurrent_scratch {
    using sizes = kernels::recurrent_sizes<Node, T>;
    static constexpr size_t steps = Node::in.extents.height();
    static constexpr size_t h_at = 0;  ///< before the first step and after each
    static constexpr size_t c_at = h_at + (steps + 1) * sizes::state_size;
    static constexpr size_t records_at = c_at + (steps + 1) * sizes::state_size;
    static constexpr size_t product_at = records_at + steps * sizes::record_size;
    static constexpr size_t of_z_at = product_at + sizes::product_size;
    static constexpr size_t of_h_at = of_z_at + sizes::product_size;
    static constexpr size_t of_c_at = of_h_at + sizes::state_size;
    static constexpr size_t added_at = of_c_at + sizes::state_size;
    static constexpr size_t quotients_at = added_at + sizes::state_size;
};

template<class T, class Step, class Engine>
struct recurrent_step {
    using node_type = typename Step::node_type;
    using L = typename Step::layer_type;
    using S = recurrent_scratch<T, node_type>;
    using W = kernels::recurrent_products<T, node_type>;
    using cell = kernels::recurrent_cell<Engine, node_type, T>;
    static constexpr bool is_gradient = std::is_base_of_v<gradient_rule, typename Step::rule_type>;
    static constexpr double eps = Step::stabiliser;
    static constexpr size_t H = L::hidden;
    static constexpr size_t F = node_type::in.extents.channels();
    using parts =
        std::conditional_t<is_gradient, typename gradient_rule::template parts_in<typename Step::convention_type>,
                           typename epsilon<0>::template parts_in<typename Step::convention_type>>;

    static_assert(S::quotients_at +
                      linear_step<T, W::of_input, Engine, typename Step::stabiliser_type, void, parts>::part_size <=
                  L::scratch(node_type::in.extents, lanes<T>));

    static constexpr T run(step_data<T> const& at) {
        T* const scratch = at.quotients;
        run_forward(at, scratch);
        T* const of_h = scratch + S::of_h_at;
        T* const of_c = scratch + S::of_c_at;
        for (size_t j = 0; j < H; ++j) of_h[j] = of_c[j] = T(0);
        T absorbed = T(0);
        for (size_t k = S::steps; k-- > 0;) {
            size_t const step = kernels::step_number<node_type>(k);
            T const* const above = L::settings.only_last ? at.relevance : at.relevance + step * H;
            if (!L::settings.only_last || k + 1 == S::steps)
                for (size_t j = 0; j < H; ++j) of_h[j] = of_h[j] + above[j];
            state const now{at.input + step * F,
                            at.packed,
                            scratch + S::h_at + k * cell::state_size,
                            scratch + S::c_at + k * cell::state_size,
                            scratch + S::h_at + (k + 1) * cell::state_size,
                            scratch + S::c_at + (k + 1) * cell::state_size,
                            scratch + S::records_at + k * cell::record_size,
                            scratch,
                            at.result + step * F};
            if constexpr (L::gates == 4)
                absorbed = absorbed + lstm_back(now, of_h, of_c);
            else
                absorbed = absorbed + gru_back(now, of_h);
        }
        if constexpr (is_gradient)
            return kernels::sum<Engine, T, node_type::out.extents.count()>(at.relevance) -
                   kernels::sum<Engine, T, node_type::in.extents.count()>(at.result);
        else
            return absorbed;
    }

private:
    /// What a step back reads, and where it writes the relevance of the step's input.
    struct state {
        T const *x, *packed, *h, *c, *next_h, *next_c, *record;
        T* scratch;
        T* result;
    };

    static constexpr void run_forward(step_data<T> const& at, T* scratch) {
        for (size_t j = 0; j < cell::state_size; ++j) scratch[S::h_at + j] = scratch[S::c_at + j] = T(0);
        for (size_t k = 0; k < S::steps; ++k) {
            T* const h = scratch + S::h_at + k * cell::state_size;
            T* const c = scratch + S::c_at + k * cell::state_size;
            cell::step(at.input + kernels::step_number<node_type>(k) * F, at.packed, h, c,
                       scratch + S::records_at + k * cell::record_size, scratch + S::product_at, h + cell::state_size,
                       c + cell::state_size);
        }
    }

    /// Sends relevance of the product G's sums z back to what it reads; returns what biases and stabiliser absorb.
    template<linear_geometry G>
    static constexpr T through(T const* x, T const* z, T const* packed, T const* relevance, T* scratch, T* result) {
        return linear_step<T, G, Engine, typename Step::stabiliser_type, void, parts>::run(
            {x, z, packed, relevance, scratch + S::quotients_at, result});
    }

    /// What a summand of `sum` gets of r, and what the sum absorbs.
    static constexpr T share(T const& r, T const& summand, T const& sum) {
        if constexpr (is_set<T>)
            return r * number_traits<T>::share(summand, sum, eps);
        else
            return summand * share_out(r, sum, eps).quotient;
    }
    static constexpr T lost(T const& r, T const& sum) {
        if constexpr (is_set<T>)
            return absorbed_by(r, sum, eps);
        else
            return share_out(r, sum, eps).absorbed;
    }

    /// `of_h`, `of_c`: the relevance of the states after the step; afterwards of those before it.
    static constexpr T lstm_back(state const& now, T* of_h, T* of_c) {
        T* const of_z = now.scratch + S::of_z_at;
        T* const gates = now.scratch + S::product_at;
        T* const squashed_c = now.scratch + S::added_at;
        T const* const z = now.record;
        kernels::for_each_element<Engine, T, H>([&](auto const& load, auto const& store) {
            store(kernels::gate<L>(load(z)), gates);
            store(kernels::gate<L>(load(z + H)), gates + H);
            store(kernels::tanh(load(z + 2 * H)), gates + 2 * H);
            if constexpr (is_gradient) {
                store(kernels::gate<L>(load(z + 3 * H)), gates + 3 * H);
                store(kernels::tanh(load(now.next_c)), squashed_c);
            }
        });
        T absorbed = T(0);
        for (size_t j = 0; j < H; ++j) {
            T const i = gates[j], f = gates[H + j], g = gates[2 * H + j], c = now.c[j];
            if constexpr (is_gradient) {
                T const o = gates[3 * H + j], squashed = squashed_c[j];
                T const r = of_c[j] + of_h[j] * o * (T(1) - squashed * squashed);
                of_z[j] = r * g * kernels::gate_derivative<L>(i);
                of_z[H + j] = r * c * kernels::gate_derivative<L>(f);
                of_z[2 * H + j] = r * i * (T(1) - g * g);
                of_z[3 * H + j] = of_h[j] * squashed * kernels::gate_derivative<L>(o);
                of_c[j] = r * f;
            } else {
                T const r = of_c[j] + of_h[j];
                of_z[j] = of_z[H + j] = of_z[3 * H + j] = T(0);
                of_z[2 * H + j] = share(r, i * g, now.next_c[j]);
                of_c[j] = share(r, f * c, now.next_c[j]);
                absorbed = absorbed + lost(r, now.next_c[j]);
            }
        }
        absorbed = absorbed + through<W::of_input>(now.x, z, now.packed, of_z, now.scratch, now.result);
        through<W::of_state>(now.h, z, now.packed + W::state_at, of_z, now.scratch, of_h);
        return absorbed;
    }

    static constexpr T gru_back(state const& now, T* of_h) {
        constexpr bool reset_after = L::settings.reset_after;
        T* const of_z = now.scratch + S::of_z_at;
        T* const gates = now.scratch + S::product_at;
        T* const of_candidate = now.scratch + S::of_c_at;  // a GRU has no c
        T* const added = now.scratch + S::added_at;
        T const *const z = now.record, *const z_c = z + 2 * H, *const kept = z + 3 * H;
        kernels::for_each_element<Engine, T, H>([&](auto const& load, auto const& store) {
            store(kernels::gate<L>(load(z)), gates);
            store(kernels::gate<L>(load(z + H)), gates + H);
            store(kernels::tanh(load(z_c)), gates + 2 * H);
        });
        T absorbed = T(0);
        for (size_t j = 0; j < H; ++j) {
            T const r = gates[j], u = gates[H + j], c = gates[2 * H + j], above = of_h[j];
            T to_candidate;
            if constexpr (is_gradient) {
                to_candidate = above * (T(1) - u) * (T(1) - c * c);
                of_z[H + j] = above * (now.h[j] - c) * kernels::gate_derivative<L>(u);
                of_h[j] = above * u;
            } else {
                to_candidate = share(above, (T(1) - u) * c, now.next_h[j]);
                of_z[j] = of_z[H + j] = T(0);
                of_h[j] = share(above, u * now.h[j], now.next_h[j]);
                absorbed = absorbed + lost(above, now.next_h[j]);
            }
            of_z[2 * H + j] = of_candidate[j] = to_candidate;
            if constexpr (reset_after && is_gradient) {
                of_candidate[j] = to_candidate * r;
                of_z[j] = to_candidate * kept[j] * kernels::gate_derivative<L>(r);
            } else if constexpr (reset_after) {
                of_candidate[j] = share(to_candidate, r * kept[j], z_c[j]);
            }
        }
        T const in_candidate =
            through<W::of_candidate>(reset_after ? now.h : kept, reset_after ? kept : z_c,
                                     now.packed + W::candidate_at, of_candidate, now.scratch, added);
        if constexpr (reset_after) absorbed = absorbed + in_candidate;
        for (size_t j = 0; j < H; ++j) {
            if constexpr (is_gradient && !reset_after) {
                T const r = gates[j];
                of_z[j] = added[j] * now.h[j] * kernels::gate_derivative<L>(r);
                added[j] = added[j] * r;
            }
            of_h[j] = of_h[j] + added[j];
        }
        absorbed = absorbed + through<W::of_input>(now.x, z, now.packed, of_z, now.scratch, now.result);
        if constexpr (is_gradient) {
            through<W::of_state>(now.h, z, now.packed + W::state_at, of_z, now.scratch, added);
            for (size_t j = 0; j < H; ++j) of_h[j] = of_h[j] + added[j];
        }
        return absorbed;
    }
};

}  // namespace constexplain::detail
