#pragma once
/// The nested branches of a graph.
#include "importer/layers.hpp"

namespace constexplain::importer {

struct element;
/// Layers in a row.
using sequence = std::vector<element>;

/// One layer of a row; a sum or a concatenation comes with its branches, which start from what is before it.
struct element {
    size_t layer = 0;
    std::vector<sequence> branches;
};

/// Lets concatenations that begin with the parts of another one begin with that one, as in a DenseNet.
void share_concatenations(layer_graph& graph);

/// The layers as nested branches. A graph that crosses its branches is `not_series_parallel`.
sequence find_structure(layer_graph const& graph);

/// The layers in the library's order of execution, each with the boundaries that it reads: boundary 0 is the input,
/// boundary k + 1 the output of the k-th layer of this list.
struct executed {
    size_t layer = 0;
    std::vector<size_t> boundaries;
};
std::vector<executed> execution_order(sequence const& layers);

}  // namespace constexplain::importer
