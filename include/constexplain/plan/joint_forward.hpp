#pragma once
/// Which layers' denominators the forward pass of an explanation sums up beside their outputs.
#include <constexplain/plan/denominators.hpp>
#include <constexplain/plan/patches.hpp>
#include <constexplain/shape/joint.hpp>

namespace constexplain::detail {

/// One part, whose denominators are one sum of products with the inputs themselves.
template<class Parts>
inline constexpr bool has_joint_part = false;
template<auto C, term::outputs W, class Bias, class Weight>
inline constexpr bool
    has_joint_part<meta::list<term::part<C, W, term::denominator::sum, Bias, term::product<term::value, Weight>>>> =
        !divides_by_output<term::part<C, W, term::denominator::sum, Bias, term::product<term::value, Weight>>>;

/// Such a part, of the weights of one sign.
template<class Parts>
inline constexpr bool chooses_weights = false;
template<auto C, term::outputs W, term::denominator D, class Bias, class Input, class Weight>
inline constexpr bool chooses_weights<meta::list<term::part<C, W, D, Bias, term::product<Input, Weight>>>> =
    std::is_same_v<Weight, term::positive_weight> || std::is_same_v<Weight, term::negative_weight>;

/// One part, whose denominators are the sums of all products of one sign.
template<class Parts>
inline constexpr bool sums_one_sign = false;
template<auto C, term::outputs W, class Bias, class Weight, class OtherWeight>
inline constexpr bool sums_one_sign<
    meta::list<term::part<C, W, term::denominator::sum, Bias, term::product<term::positive_value, Weight>,
                          term::product<term::negative_value, OtherWeight>>>> =
    (std::is_same_v<Weight, term::positive_weight> && std::is_same_v<OtherWeight, term::negative_weight>) ||
    (std::is_same_v<Weight, term::negative_weight> && std::is_same_v<OtherWeight, term::positive_weight>);

/// Whether those of layer `Index` are, with vectors of `Lanes` scalars, by an engine whose patches are `most` and that
/// `skips_zeros`. There is memory for them where the default engine's are.
template<class Net, class Rules, size_t Index, size_t Lanes>
constexpr bool is_joint([[maybe_unused]] winograd_patches most, [[maybe_unused]] bool skips_zeros) {
    using here = step<Net, Rules, Index>;
    if constexpr (linear_layer<typename here::layer_type>) {
        if constexpr (sums_one_sign<typename here::template parts<>>)
            return can_share_products(here::node_type::geometry(), Lanes,
                                      std::min(most, forward_patches<Net, Rules>[Index]));
        else if constexpr (has_joint_part<typename here::template parts<>>)
            return can_be_joint(
                here::node_type::geometry(), Lanes, std::min(most, forward_patches<Net, Rules>[Index]),
                std::min(most, step_patches<here>), skips_zeros && chooses_weights<typename here::template parts<>>);
    }
    return false;
}

}  // namespace constexplain::detail
