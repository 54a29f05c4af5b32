// ONNX models made in memory.
#pragma once

#include "importer/proto.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace support {

using onnx_attribute = std::variant<std::int64_t, float, std::string, std::vector<std::int64_t>>;

class model_builder {
public:
    explicit model_builder(std::int64_t opset = 17) {
        message.set_ir_version(8);
        message.add_opset_import()->set_version(opset);
    }

    model_builder& input(std::string const& name, std::vector<std::int64_t> const& dims,
                         int type = onnx::TensorProto::FLOAT) {
        auto& in = declared(*message.mutable_graph()->add_input(), name, type);
        for (auto const extent : dims) in.mutable_shape()->add_dim()->set_dim_value(extent);
        return *this;
    }
    /// An input of named dimensions; a number in text stands for itself.
    model_builder& symbolic_input(std::string const& name, std::vector<std::string> const& dims) {
        auto& in = declared(*message.mutable_graph()->add_input(), name, onnx::TensorProto::FLOAT);
        for (auto const& text : dims) {
            auto& d = *in.mutable_shape()->add_dim();
            if (!text.empty() && text[0] >= '0' && text[0] <= '9')
                d.set_dim_value(std::stoll(text));
            else if (!text.empty())
                d.set_dim_param(text);
        }
        return *this;
    }
    model_builder& output(std::string const& name) {
        declared(*message.mutable_graph()->add_output(), name, onnx::TensorProto::FLOAT);
        return *this;
    }
    model_builder& constant(std::string const& name, std::vector<std::int64_t> const& dims,
                            std::vector<float> const& values) {
        auto& tensor = initialiser(name, dims, onnx::TensorProto::FLOAT);
        for (float const v : values) tensor.add_float_data(v);
        return *this;
    }
    model_builder& indices(std::string const& name, std::vector<std::int64_t> const& values) {
        auto& tensor = initialiser(name, {static_cast<std::int64_t>(values.size())}, onnx::TensorProto::INT64);
        for (auto const v : values) tensor.add_int64_data(v);
        return *this;
    }
    model_builder& node(std::string const& op, std::vector<std::string> const& inputs,
                        std::vector<std::string> const& outputs,
                        std::vector<std::pair<std::string, onnx_attribute>> const& attributes = {}) {
        auto& node = *message.mutable_graph()->add_node();
        node.set_op_type(op);
        node.set_name(outputs.empty() ? "" : "make_" + outputs[0]);
        for (auto const& name : inputs) node.add_input(name);
        for (auto const& name : outputs) node.add_output(name);
        for (auto const& [name, value] : attributes) set(*node.add_attribute(), name, value);
        return *this;
    }
    [[nodiscard]] std::string bytes() const { return message.SerializeAsString(); }

    /// So many numbers between -1 and 1, always the same.
    static std::vector<float> numbers(std::size_t count, unsigned seed = 1) {
        std::vector<float> values;
        std::uint32_t state = seed * 2654435761U + 1;
        for (std::size_t k = 0; k < count; ++k) {
            state = state * 1664525U + 1013904223U;
            values.push_back(static_cast<float>(state >> 8U) / 8388608.0F - 1);
        }
        return values;
    }
    static std::vector<double> inputs(std::size_t count, unsigned seed = 7) {
        auto const values = numbers(count, seed);
        return {values.begin(), values.end()};
    }

    onnx::ModelProto message;

private:
    static onnx::TypeProto::Tensor& declared(onnx::ValueInfoProto& value, std::string const& name, int type) {
        value.set_name(name);
        auto& tensor = *value.mutable_type()->mutable_tensor_type();
        tensor.set_elem_type(type);
        return tensor;
    }
    onnx::TensorProto& initialiser(std::string const& name, std::vector<std::int64_t> const& dims, int type) {
        auto& tensor = *message.mutable_graph()->add_initializer();
        tensor.set_name(name);
        tensor.set_data_type(type);
        for (auto const extent : dims) tensor.add_dims(extent);
        return tensor;
    }
    static void set(onnx::AttributeProto& to, std::string const& name, onnx_attribute const& value) {
        to.set_name(name);
        if (auto const* v = std::get_if<std::int64_t>(&value)) {
            to.set_type(onnx::AttributeProto::INT);
            to.set_i(*v);
        } else if (auto const* f = std::get_if<float>(&value)) {
            to.set_type(onnx::AttributeProto::FLOAT);
            to.set_f(*f);
        } else if (auto const* s = std::get_if<std::string>(&value)) {
            to.set_type(onnx::AttributeProto::STRING);
            to.set_s(*s);
        } else {
            to.set_type(onnx::AttributeProto::INTS);
            for (auto const each : std::get<std::vector<std::int64_t>>(value)) to.add_ints(each);
        }
    }
};

}  // namespace support
