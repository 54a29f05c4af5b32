#pragma once
/// An ONNX model without protobuf: nodes, constants, inputs and outputs as the file names them.
#include "importer/array.hpp"

#include <optional>
#include <unordered_map>

namespace constexplain::importer {

/// An attribute that is none of these (a graph, a sparse tensor) is `std::monostate`.
using attribute_value = std::variant<std::monostate, std::int64_t, float, std::string, std::vector<std::int64_t>,
                                     std::vector<float>, std::vector<std::string>, array_ptr>;

struct attribute {
    std::string name;
    attribute_value value;
};

struct node {
    size_t index = 0;  ///< in the file
    std::string name, op, domain;
    std::vector<std::string> inputs, outputs;  ///< an empty name is an input or output that is left out
    std::vector<attribute> attributes;

    /// `node 'conv1' (Conv)`, or by its output where it has no name.
    [[nodiscard]] std::string text() const {
        std::string_view const made = outputs.empty() ? std::string_view{} : std::string_view(outputs[0]);
        return (name.empty() ? "node " + std::to_string(index) + " that makes " + in_quotes(made)
                             : "node " + in_quotes(name)) +
               " (" + constexplain::detail::printable(op) + ")";
    }
};

/// A dimension of an input: a number, a name, or neither.
struct dimension {
    std::optional<std::int64_t> number;
    std::string name;
};

struct declared_value {
    std::string name;
    int element_type = 0;  ///< ONNX's TensorProto.DataType
    bool is_tensor = false;
    bool has_shape = false;
    std::vector<dimension> dims;
};

struct model {
    std::string file;    ///< its name without folder
    std::string sha256;  ///< of the file, in hexadecimal digits
    std::int64_t opset = 0;
    std::vector<node> nodes;
    std::unordered_map<std::string, array_ptr> constants;
    std::vector<declared_value> inputs, outputs;  ///< initialisers that are listed as inputs are left out
};

/// Puts the nodes into an order of execution. Throws `duplicate_name`, `missing_value` or `cyclic_graph`.
void sort_nodes(model& m);

/// Leaves out nodes that the value `output` does not depend on.
void keep_what_is_needed(model& m, std::string const& output);

}  // namespace constexplain::importer
