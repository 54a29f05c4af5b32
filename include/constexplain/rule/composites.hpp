#pragma once
/// The named rule sets of the literature and of the tools.
#include <constexplain/rule/alpha_beta.hpp>
#include <constexplain/rule/backpropagate.hpp>
#include <constexplain/rule/epsilon.hpp>
#include <constexplain/rule/flat.hpp>
#include <constexplain/rule/gamma.hpp>
#include <constexplain/rule/rules.hpp>
#include <constexplain/rule/w_square.hpp>
#include <constexplain/rule/z_box.hpp>
#include <constexplain/rule/z_plus.hpp>

namespace constexplain {

/// z+ in convolutions, epsilon in dense layers (Zennit's EpsilonPlus).
struct epsilon_plus : rules<on<all_of<convolutions, non_negative_inputs>, z_plus>,
                            on<convolutions, unchecked<z_plus>>, on<dense_layers, epsilon<>>> {};

/// The same with the flat rule in the first linear layer (EpsilonPlusFlat).
struct epsilon_plus_flat : rules<on<first, flat>, on<all_of<convolutions, non_negative_inputs>, z_plus>,
                                 on<convolutions, unchecked<z_plus>>, on<dense_layers, epsilon<>>> {};

/// z^B in the first convolution, gamma 0.25 in the others, epsilon in dense layers (EpsilonGammaBox). The box is
/// the declared domain of the network's input.
struct epsilon_gamma_box
    : rules<on<first_of<convolutions>, z_box>, on<convolutions, gamma<0.25>>, on<dense_layers, epsilon<>>> {};

/// alpha 2, beta 1 in convolutions, epsilon in dense layers (EpsilonAlpha2Beta1).
struct epsilon_alpha2_beta1 : rules<on<convolutions, alpha_beta<2, 1>>, on<dense_layers, epsilon<>>> {};

/// The same with the flat rule in the first linear layer (EpsilonAlpha2Beta1Flat).
struct epsilon_alpha2_beta1_flat
    : rules<on<first, flat>, on<convolutions, alpha_beta<2, 1>>, on<dense_layers, epsilon<>>> {};

/// The derivative of the explained logit.
struct gradient : rules<starting_from_one, on<all_layers, backpropagate>> {};

/// The derivative times the input.
struct gradient_times_input : rules<starting_from_one, times_input, on<all_layers, backpropagate>> {};

/// Guided backpropagation (Springenberg et al., 2015).
struct guided_backprop : rules<starting_from_one, on<rectifiers, guided>, on<all_layers, backpropagate>> {};

/// Deconvnet (Zeiler and Fergus, 2014).
struct deconvnet : rules<starting_from_one, on<rectifiers, deconvolve>, on<all_layers, backpropagate>> {};

/// Excitation backpropagation (Zhang et al., 2016): z+ without bias everywhere.
struct excitation_backprop : rules<starting_from_one, on<all_of<linear_layers, non_negative_inputs>, no_bias<z_plus>>,
                                   on<linear_layers, unchecked<no_bias<z_plus>>>> {};

}  // namespace constexplain
