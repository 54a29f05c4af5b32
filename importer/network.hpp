#pragma once
/// A model that was read, translated and cleaned up: all that the generated files are made from.
#include "importer/options.hpp"
#include "importer/structure.hpp"

#include <filesystem>

namespace constexplain::importer {

struct network {
    std::string name;
    std::string source, source_sha256;  ///< the model's file, without folder
    std::string input_note;             ///< how the input differs from the model's; empty where it does not
    layer_graph graph;
    sequence structure;
    std::vector<executed> order;     ///< in which the library counts the layers
    std::vector<std::string> names;  ///< of the layers in this order; empty without parameters
    std::string signature;           ///< as network<...>::signature
    std::uint64_t fingerprint = 0;

    [[nodiscard]] layer const& at(size_t place) const { return graph.layers[order[place].layer]; }
    /// The shape that the layer at a place of the order reads.
    [[nodiscard]] extents const& shape_before(size_t place) const;
    [[nodiscard]] extents const& output() const { return graph.layers[graph.output].shape; }
    [[nodiscard]] size_t parameters() const;
};

/// Imports a model that was read.
network make_network(struct model m, options const& wanted);
/// Imports a file.
network import_file(std::filesystem::path const& path, options const& wanted);

/// `0x0123456789abcdef`
std::string hexadecimal(std::uint64_t number);

}  // namespace constexplain::importer
