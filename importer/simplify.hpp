#pragma once
/// Clean-up of a translated graph: what has no layer of its own goes into its neighbours, without changing any output.
#include "importer/layers.hpp"

namespace constexplain::importer {

/// Factors and offsets of channels are merged with each other and go into the linear layer before them, or into the one
/// behind them where that is exact (not through padding). Padding goes into the window behind it. With
/// `keep_batch_norm` batch normalisation stays a layer. Numbers are double throughout.
void simplify(layer_graph& graph, bool keep_batch_norm);

/// The linear layer's weights as they will be stored, each factor applied and rounded once; `value_not_finite` where
/// that overflows. `inputs` is the number of input channels that `in_factor` counts.
std::vector<float> stored_weights(linear_numbers const& numbers, size_t outputs, size_t groups,
                                  std::string_view where);
std::vector<float> stored(std::vector<double> const& numbers, std::string_view where);

}  // namespace constexplain::importer
