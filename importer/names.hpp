#pragma once
/// Names of layers, from those of a model's arrays and nodes.
#include "importer/structure.hpp"

namespace constexplain::importer {

/// A name of letters, digits, `_` and `.` for each layer of the list that has parameters, else an empty one. No two are
/// equal, also with `_` for `.`, and none is a number, which stands for a layer's place.
std::vector<std::string> layer_names(layer_graph const& graph, std::vector<executed> const& order);

bool has_parameters(layer const& here);

/// Whether text can be the name of a struct: a C++ identifier that is neither a keyword nor a word of the library that
/// a generated header uses.
bool is_struct_name(std::string_view text);

}  // namespace constexplain::importer
