#pragma once
/// One step of a relevance pass from joined branches to each of them.
#include <constexplain/kernel/join.hpp>
#include <constexplain/relevance/pool_step.hpp>

namespace constexplain::detail {

/// What the step reads and writes, in the order in memory of each boundary.
template<class T, size_t Branches>
struct join_data {
    std::array<T const*, Branches> input;  ///< what each branch gives
    T const* output;                       ///< what they give together
    T const* relevance;                    ///< R_j, from above
    std::array<T*, Branches> result;       ///< R of each branch
    std::array<bool, Branches> is_first;   ///< whether R is written; else it is added
};

/// A sum shares in proportion to its summands, R x / stab(z), or hands each of them R (derivatives). A concatenation
/// gives each branch its slice. Branches come from the last to the first, as layers do: where several of them are one
/// boundary, the last one writes there and the others add.
template<class T, class Step, class Engine>
struct join_step {
    using node_type = typename Step::node_type;
    using layer_type = typename Step::layer_type;
    static constexpr size_t branches = layer_type::branches;
    static constexpr bool is_gradient = std::is_base_of_v<gradient_rule, typename Step::rule_type>;

    static constexpr T run(join_data<T, branches> const& at) {
        T absorbed = T(0);
        if constexpr (std::is_base_of_v<kind::concatenation, layer_type>) {
            for (size_t b = branches; b-- > 0;)
                kernels::for_each_of_branch<node_type>(
                    node_type::joined[b], kernels::first_channel<node_type>(b),
                    [&](size_t from, size_t to) { give(at, b, to, at.relevance[from]); });
        } else if constexpr (node_type::has_one_order && node_type::joined[0].order == node_type::out.order &&
                             !is_gradient && !is_set<T>) {
            absorbed = kernels::sum_over_elements<Engine, T, node_type::out.extents.count()>(
                [&](auto const& load, auto const& store) {
                    auto const s = share_out(load(at.relevance), load(at.output), Step::stabiliser);
                    for (size_t b = branches; b-- > 0;) {
                        auto const given = load(at.input[b]) * s.quotient;
                        store(at.is_first[b] ? given : load(at.result[b]) + given, at.result[b]);
                    }
                    return s.absorbed;
                });
        } else {
            for (size_t k = 0; k < node_type::out.extents.count(); ++k) {
                size_t const place = node_type::out.order.place_of(k);
                absorbed = absorbed + share(at, k, at.relevance[place], at.output[place]);
            }
        }
        return absorbed;
    }

private:
    /// Shares out the relevance of element k, as users count; returns what is absorbed.
    static constexpr T share(join_data<T, branches> const& at, size_t k, T const& relevance, T const& sum) {
        auto const for_each_branch = [&](auto const& f) {
            for (size_t b = branches; b-- > 0;) f(b, node_type::joined[b].order.place_of(k));
        };
        if constexpr (is_gradient) {
            for_each_branch([&](size_t b, size_t place) { give(at, b, place, relevance); });
            return relevance - T(branches) * relevance;
        } else if constexpr (is_set<T>) {
            for_each_branch([&](size_t b, size_t place) {
                give(at, b, place, relevance * number_traits<T>::share(at.input[b][place], sum, Step::stabiliser));
            });
            return absorbed_by(relevance, sum, Step::stabiliser);
        } else {
            auto const s = share_out(relevance, sum, Step::stabiliser);
            for_each_branch([&](size_t b, size_t place) { give(at, b, place, at.input[b][place] * s.quotient); });
            return s.absorbed;
        }
    }
    static constexpr void give(join_data<T, branches> const& at, size_t branch, size_t place, T const& relevance) {
        T& to = at.result[branch][place];
        to = at.is_first[branch] ? relevance : to + relevance;
    }
};

}  // namespace constexplain::detail
