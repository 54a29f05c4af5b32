#pragma once
/// Deep Taylor decomposition as rule sets (Montavon et al., Pattern Recognition 65, 2017): eps = 0, no bias in the
/// shares, and in each layer the rule of the root that the domain of its inputs admits.
#include <constexplain/rule/rules.hpp>
#include <constexplain/rule/w_square.hpp>
#include <constexplain/rule/z_box.hpp>
#include <constexplain/rule/z_plus.hpp>

namespace constexplain {

/// Chosen from the domains alone. First linear layer: z^B where its inputs lie in a box around 0, z+ where they
/// lie in [0, inf), else w^2 (also for a box that excludes 0: its roots may lie outside). Every later one: z+.
struct deep_taylor
    : rules<convention::paper, on<all_of<first, inputs_in_box_around_zero>, z_box>,
            on<all_of<first, bounded_inputs>, w_square>, on<all_of<first, non_negative_inputs>, z_plus>,
            on<first, w_square>, on<linear_layers, z_plus>> {};

/// The paper's training-free relevance model on pixels: z^B in the first layer, z+ in the others.
struct deep_taylor_box : rules<convention::paper, on<first, z_box>, on<linear_layers, z_plus>> {};

/// The same for inputs in all of R^d: w^2 in the first layer, z+ in the others.
struct deep_taylor_w_square : rules<convention::paper, on<first, w_square>, on<linear_layers, z_plus>> {};

/// The same for inputs in [0, inf): z+ in every layer.
struct deep_taylor_z_plus : rules<convention::paper, on<linear_layers, z_plus>> {};

}  // namespace constexplain
