#pragma once
/// Which of Winograd's forms an explanation takes, layer by layer, so that their rounding errors stay as small in its map as
/// they are in the layer's own numbers.
///
/// An output's rounding error is in proportion to the largest numbers of its patch, not to its own. Where a denominator is
/// about as small as its error, a quotient could be of any size, and the patch would share its error. It cannot be where
/// relevance is in proportion to the layer's outputs and no denominator is smaller than its output.
#include <constexplain/plan/denominators.hpp>
#include <constexplain/shape/winograd.hpp>

namespace constexplain::detail {

/// Whether a part's denominator is at least as large as an output that carries relevance.
template<class Part>
inline constexpr bool bounds_output = divides_by_output<Part> || divides_by_positive_parts<Part>;

/// For the denominators and the transposed products of a linear layer's step.
template<class Step, class... Parts>
constexpr winograd_patches patches_of_step(meta::list<Parts...>) {
    if (!(... || (Parts::divides_by == term::denominator::sum))) return winograd_patches::of_4;
    if (!Step::relevance_is_in_proportion || !(Step::stabiliser > 0 || (... && divides_by_output<Parts>)))
        return winograd_patches::none;
    return Step::stabiliser > 0 && (... && bounds_output<Parts>) ? winograd_patches::any : winograd_patches::of_4;
}
template<class Step>
inline constexpr winograd_patches step_patches = patches_of_step<Step>(typename Step::template parts<>{});

/// For the products of the forward pass. By larger patches, equal windows do not give equal sums, among which a max pool
/// behind would choose otherwise; nor does a window of zeros give exactly its bias, so that a neuron could seem active.
/// That matters but where relevance is not in proportion to the outputs.
template<class Net, class Rules>
inline constexpr auto forward_patches = [] {
    std::array<winograd_patches, Net::depth> all{};
    auto const is_not_chosen_from = from_the_start_down<Net, Rules>(
        true, []<class Node, class Rule>(std::type_identity<Node>, std::type_identity<Rule>, bool above) {
            return above && !std::is_base_of_v<kind::max_pooling, typename Node::layer_type>;
        });
    for (size_t k = 0; k < Net::depth; ++k)
        all[k] = in_proportion<Net, Rules>[k + 1] && is_not_chosen_from[k + 1] ? winograd_patches::any
                                                                               : winograd_patches::of_4;
    return all;
}();

}  // namespace constexplain::detail
