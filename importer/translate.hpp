#pragma once
/// From ONNX's operators to layers.
#include "importer/fold.hpp"
#include "importer/options.hpp"

namespace constexplain::importer {

/// Translates a model node by node. Each operator's function is in one of the files translate_*.cpp.
class translator {
public:
    translator(model& m, options const& wanted);

    layer_graph translated();
    /// In which way the network's input is not the model's.
    [[nodiscard]] std::string const& input_note() const { return input_note_; }

    // What the operators' functions use.

    /// Adds a layer; returns its index.
    size_t add(operation const& op, layer_op what, std::vector<size_t> inputs, extents shape, std::string name = {});
    /// A layer that keeps the shape of what it reads.
    size_t add_alike(operation const& op, layer_op what, size_t from, std::string name = {});
    /// A layer that makes so many steps of so many features.
    size_t add_sequence(operation const& op, layer_op what, size_t from, size_t steps, size_t features,
                        std::string name = {});
    /// The sum of layers of one shape.
    size_t add_sum(operation const& op, size_t a, size_t b);
    [[nodiscard]] layer const& at(size_t index) const { return graph_.layers[index]; }
    /// A value that a layer makes, of ONNX's dimensions in the layer's own order.
    [[nodiscard]] static value made(size_t index, extents dims) {
        return {nullptr, index, view(std::move(dims)), false};
    }

    /// The layer whose output is the value as an image, of dimensions [1, channels, height, width], or as a length, of
    /// dimensions [1, channels, length].
    size_t as_image(operation const& op, value const& in);
    /// The layer whose output is the value as one vector, flattened if need be.
    size_t as_vector(operation const& op, value const& in);
    /// The layer whose channel axis is the value's axis.
    size_t with_channels(operation const& op, value const& in, size_t axis);
    /// Whether an axis of a value is an axis of its layer.
    [[nodiscard]] bool is_axis(value const& in, size_t axis, size_t of_layer) const;
    /// A layer's output without its shape.
    size_t flattened(operation const& op, size_t index);

    /// The layer whose output is the value as so many steps of so many features.
    size_t as_sequence(operation const& op, value const& in, size_t steps, size_t features);
    /// Whether a node reads the operator's output `k`, or the network ends there.
    [[nodiscard]] bool is_used(operation const& op, size_t k) const;
    /// What an operator's further output stands for.
    void set_output(operation const& op, size_t k, value what) { values_[op.output_name(k)] = std::move(what); }

    /// For each channel, the numbers of a constant that is combined with a value element by element. Flattens the
    /// value's layer if only that makes them numbers of channels.
    std::vector<double> per_channel(operation const& op, value& in, array const& numbers);

private:
    void add_input(declared_value const& from);
    extents dims_of(declared_value const& from) const;
    bool starts_with_transposes(std::string const& input, std::vector<size_t>& order) const;
    void translate(node const& from);
    void finish();

    model& model_;
    options const& wanted_;
    constant_folder folder_;
    operation::values values_;
    layer_graph graph_;
    std::unordered_map<size_t, size_t> flattened_;
    std::set<std::string> used_;
    std::string output_, input_note_;
};

/// An operator's function: adds layers and returns the value of the node's first output.
using operator_function = value (*)(translator&, operation&);

/// The function for an operator; null where there is none.
operator_function operator_named(std::string const& op);
/// `Add, AveragePool, ...`
std::string supported_operators();

// By kind.
value translate_convolution(translator&, operation&);
value translate_gemm(translator&, operation&);
value translate_matmul(translator&, operation&);
value translate_max_pool(translator&, operation&);
value translate_average_pool(translator&, operation&);
value translate_global_average_pool(translator&, operation&);
value translate_global_max_pool(translator&, operation&);
value translate_reduce_mean(translator&, operation&);
value translate_pad(translator&, operation&);
value translate_activation(translator&, operation&);
value translate_clip(translator&, operation&);
value translate_prelu(translator&, operation&);
value translate_softmax(translator&, operation&);
value translate_batch_norm(translator&, operation&);
value translate_lrn(translator&, operation&);
value translate_layer_norm(translator&, operation&);
value translate_reordering(translator&, operation&);
value translate_depth_to_space(translator&, operation&);
value translate_identity(translator&, operation&);
value translate_dropout(translator&, operation&);
value translate_cast(translator&, operation&);
value translate_add(translator&, operation&);
value translate_subtract(translator&, operation&);
value translate_multiply(translator&, operation&);
value translate_divide(translator&, operation&);
value translate_concatenation(translator&, operation&);
value translate_embedding(translator&, operation&);
value translate_recurrent(translator&, operation&);

}  // namespace constexplain::importer
