#pragma once
/// The flat rule.
#include <constexplain/rule/rule.hpp>

namespace constexplain {

/// Every input that a kernel tap reaches inside the image gets an equal share. Lapuschkin et al., Nature
/// Communications 10, 2019, supplement. On pooling layers: equal shares within the window.
struct flat : detail::linear_rule {
    template<class Layer>
    static constexpr bool applies_to = linear_layer<Layer> || pooling_layer<Layer>;
    template<class Convention>
    using parts_in = meta::list<term::share<1, term::none, term::product<term::unit, term::unit_weight>>>;
};

}  // namespace constexplain
