#include "importer/read_model.hpp"

#include "importer/limits.hpp"
#include "importer/read_array.hpp"
#include "importer/scan.hpp"
#include "importer/sha256.hpp"

#include <google/protobuf/io/coded_stream.h>

#include <fstream>

namespace constexplain::importer {

namespace {

namespace fs = std::filesystem;

/// The whole of a regular file.
std::string read_file(fs::path const& path) {
    std::string const where = path.string();
    std::error_code failed;
    if (!fs::is_regular_file(path, failed))
        throw import_error(failure::file_unreadable, where, fs::exists(path, failed) ? "no regular file" : "nothing",
                           "an ONNX file");
    std::uintmax_t const size = fs::file_size(path, failed);
    if (!failed && size > limits::file_bytes)
        throw import_error(failure::size_limit_exceeded, where, std::to_string(size) + " bytes",
                           "at most " + std::to_string(limits::file_bytes), "keep the arrays in an external file");
    std::string content(failed ? 0 : size, '\0');
    std::ifstream stream(path, std::ios::binary);
    stream.read(content.data(), static_cast<std::streamsize>(content.size()));
    if (failed || !stream)
        throw import_error(failure::file_unreadable, where, "an error in reading it", "a readable file");
    return content;
}

onnx::ModelProto parse(std::string_view bytes) {
    scan_model(bytes);
    google::protobuf::io::CodedInputStream stream(reinterpret_cast<std::uint8_t const*>(bytes.data()),
                                                  static_cast<int>(bytes.size()));
    stream.SetRecursionLimit(limits::message_depth);
    onnx::ModelProto message;
    if (!message.ParseFromCodedStream(&stream) || !message.has_graph())
        throw import_error(failure::malformed_model, "the model", "a protobuf message without a graph of ONNX",
                           "an ONNX model", "the file is truncated, or of another format");
    return message;
}

std::int64_t opset_of(onnx::ModelProto const& message) {
    std::int64_t version = 0;
    for (auto const& set : message.opset_import())
        if (set.domain().empty() || set.domain() == "ai.onnx") version = set.version();
    if (version < oldest_opset || version > newest_opset)
        throw import_error(failure::unsupported_opset, "the model", "operator set " + std::to_string(version),
                           std::to_string(oldest_opset) + " to " + std::to_string(newest_opset),
                           "onnx.version_converter.convert_version(model, 17) converts it");
    return version;
}

attribute_value value_of(onnx::AttributeProto& from, fs::path const& folder) {
    using onnx::AttributeProto;
    switch (from.type()) {
    case AttributeProto::INT: return from.i();
    case AttributeProto::FLOAT: return from.f();
    case AttributeProto::STRING: return from.s();
    case AttributeProto::INTS: return std::vector<std::int64_t>(from.ints().begin(), from.ints().end());
    case AttributeProto::FLOATS: return std::vector<float>(from.floats().begin(), from.floats().end());
    case AttributeProto::STRINGS: return std::vector<std::string>(from.strings().begin(), from.strings().end());
    case AttributeProto::TENSOR: return read_array(*from.mutable_t(), folder);
    default: return std::monostate{};
    }
}

void check_name(std::string const& name, std::string_view what) {
    if (name.size() > limits::name_bytes)
        throw import_error(failure::size_limit_exceeded, "the model",
                           std::string(what) + " of " + std::to_string(name.size()) + " bytes",
                           "at most " + std::to_string(limits::name_bytes));
}

node read_node(onnx::NodeProto& from, size_t index, fs::path const& folder) {
    node here{index, from.name(), from.op_type(), from.domain() == "ai.onnx" ? "" : from.domain(), {}, {}, {}};
    for (auto const* text : {&here.name, &here.op, &here.domain}) check_name(*text, "the name of a node");
    here.inputs.assign(from.input().begin(), from.input().end());
    here.outputs.assign(from.output().begin(), from.output().end());
    for (auto const* names : {&here.inputs, &here.outputs})
        for (auto const& name : *names) check_name(name, "the name of a value");
    if (from.attribute_size() > 64)
        throw import_error(failure::size_limit_exceeded, here.text(),
                           std::to_string(from.attribute_size()) + " attributes", "at most 64");
    for (auto& each : *from.mutable_attribute()) {
        for (auto const& other : here.attributes)
            if (other.name == each.name())
                throw import_error(failure::duplicate_name, here.text(),
                                   "the attribute " + in_quotes(each.name()) + " twice", "each attribute once");
        if (!each.ref_attr_name().empty())
            throw import_error(failure::malformed_model, here.text(), "an attribute that refers to a function's",
                               "values of attributes");
        here.attributes.push_back({each.name(), value_of(each, folder)});
    }
    return here;
}

declared_value read_value(onnx::ValueInfoProto const& from) {
    check_name(from.name(), "the name of a value");
    declared_value value{from.name(), 0, from.type().has_tensor_type(), false, {}};
    if (!value.is_tensor) return value;
    auto const& tensor = from.type().tensor_type();
    value.element_type = tensor.elem_type();
    value.has_shape = tensor.has_shape();
    for (auto const& each : tensor.shape().dim()) {
        dimension d;
        if (each.has_dim_value()) d.number = each.dim_value();
        d.name = each.dim_param();
        value.dims.push_back(std::move(d));
    }
    if (value.dims.size() > limits::rank)
        throw import_error(failure::size_limit_exceeded, "value " + in_quotes(from.name()),
                           std::to_string(value.dims.size()) + " dimensions",
                           "at most " + std::to_string(limits::rank));
    return value;
}

}  // namespace

model read_model(std::string_view bytes, std::string file, fs::path const& folder) {
    if (bytes.size() > limits::file_bytes)
        throw import_error(failure::size_limit_exceeded, "the model", std::to_string(bytes.size()) + " bytes",
                           "at most " + std::to_string(limits::file_bytes));
    onnx::ModelProto message = parse(bytes);
    model m;
    m.file = std::move(file);
    m.sha256 = sha256(bytes);
    m.opset = opset_of(message);
    auto& graph = *message.mutable_graph();
    if (static_cast<size_t>(graph.node_size()) > limits::nodes)
        throw import_error(failure::size_limit_exceeded, "the model", std::to_string(graph.node_size()) + " nodes",
                           "at most " + std::to_string(limits::nodes));
    for (auto& each : *graph.mutable_initializer())
        if (!m.constants.emplace(each.name(), read_array(each, folder)).second)
            throw import_error(failure::duplicate_name, "array " + in_quotes(each.name()),
                               "a second array of this name", "a name of its own for each value");
    for (auto const& each : graph.sparse_initializer())
        throw import_error(failure::element_type_mismatch, "array " + in_quotes(each.values().name()),
                           "a sparse array", "arrays that store every element");
    for (auto& each : *graph.mutable_node()) m.nodes.push_back(read_node(each, m.nodes.size(), folder));
    for (auto const& each : graph.input())
        if (!m.constants.contains(each.name())) m.inputs.push_back(read_value(each));
    for (auto const& each : graph.output()) m.outputs.push_back(read_value(each));
    sort_nodes(m);
    return m;
}

model read_model(fs::path const& path) {
    std::string const bytes = read_file(path);
    fs::path const folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    return read_model(bytes, path.filename().string(), folder);
}

}  // namespace constexplain::importer
