#pragma once
/// What an explanation costs, by its description alone: the products that are left once a rule has met its domain.
#include <constexplain/plan/denominators.hpp>

namespace constexplain {

/// Multiply-accumulates of one explanation. A product f(x) g(w) over all of a layer's weights counts as the layer's own
/// multiply-accumulates.
struct explanation_cost {
    size_t forward = 0;       ///< the network's own
    size_t denominators = 0;  ///< the sums d_j that are not the layer's outputs themselves; a recurrent layer's steps
    size_t transposed = 0;    ///< from the outputs' relevance to the inputs'
    [[nodiscard]] constexpr size_t macs() const { return forward + denominators + transposed; }
};

namespace detail {

struct product_counts {
    size_t denominators = 0, transposed = 0;
};
template<class... Parts>
constexpr product_counts count_products(meta::list<Parts...>) {
    return {(size_t{0} + ... +
             (Parts::divides_by == term::denominator::sum && !divides_by_output<Parts> ? Parts::products::size : 0)),
            (size_t{0} + ... + Parts::products::size)};
}

template<class Net, class Rules>
constexpr explanation_cost explain_cost_of() {
    explanation_cost cost;
    cost.forward = Net::cost.macs;
    meta::for_each_index<Net::depth>([&](auto index) {
        using this_step = step<Net, Rules, index>;
        if constexpr (linear_layer<typename this_step::layer_type>) {
            constexpr auto products = count_products(typename this_step::template parts<>{});
            constexpr size_t macs = this_step::node_type::geometry().multiply_accumulates();
            cost.denominators += products.denominators * macs;
            cost.transposed += products.transposed * macs;
        } else if constexpr (recurrent_layer<typename this_step::layer_type>) {
            using L = typename this_step::layer_type;
            constexpr shape in = this_step::node_type::in.extents;
            cost.denominators += L::multiply_accumulates(in);
            cost.transposed +=
                L::multiply_accumulates_back(in, std::is_base_of_v<gradient_rule, typename this_step::rule_type>);
        }
    });
    return cost;
}

}  // namespace detail

/// `explain_cost<lenet, deep_taylor>.macs()`.
template<class Net, class Rules>
inline constexpr explanation_cost explain_cost = [] {
    static_assert(admissible<Net, Rules>);
    if constexpr (detail::rules_are_sound<Net, Rules>())
        return detail::explain_cost_of<Net, Rules>();
    else
        return explanation_cost{};
}();

}  // namespace constexplain
