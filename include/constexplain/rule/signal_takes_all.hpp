#pragma once
/// The rule of recurrent layers.
#include <constexplain/rule/rule.hpp>

namespace constexplain {

/// In a product of a gate and a signal the signal takes all, the gate nothing; tanh passes; sums share by the epsilon
/// rule: f c + i g, u h + (1 - u) c, and W x + U h + b, whose biases absorb their share. From the last step to the first.
/// The default of recurrent layers. Arras et al., WASSA 2017, section 3.2; Arras, Arjona-Medina, Widrich, Montavon,
/// Gillhofer, Mueller, Hochreiter and Samek, Explaining and Interpreting LSTMs, 2019, section 11.3.1.
struct signal_takes_all : detail::rule_tag {
    static constexpr requirement needs = requirement::none;
    template<class Layer>
    static constexpr bool applies_to = recurrent_layer<Layer>;
    template<class Convention>
    static constexpr double stabiliser_in = Convention::epsilon_stabiliser;
};

}  // namespace constexplain
