// Gather as an embedding, LSTM, GRU.
#include "importer/limits.hpp"
#include "importer/translate.hpp"

#include <cmath>

namespace constexplain::importer {

namespace {

/// One of the arrays of a recurrent operator, of one direction.
std::vector<float> const& gates_of(operation const& op, size_t k, std::string_view what, extents const& dims) {
    array const& numbers = op.constant_input(k, what);
    if (numbers.dims != dims)
        op.refuse(failure::shape_mismatch, std::string(what) + " of " + to_text(numbers.dims), to_text(dims));
    return finite_reals(numbers, op.where());
}

void require_zeros(operation const& op, size_t k, std::string_view what) {
    if (!op.has_input(k)) return;
    for (float const v : op.constant_input(k, what).reals(op.where()))
        if (v != 0)
            op.refuse(failure::unsupported_setting, std::string(what) + " other than 0",
                      "a sequence that starts from zeros");
}

/// Whether the gates are HardSigmoid instead of Sigmoid; other activations than the operator's own are refused.
bool has_hard_gates(operation& op, std::vector<std::string> activations) {
    if (!op.has("activations")) return false;
    auto const given = op.texts("activations");
    if (given == activations) return false;
    activations[0] = "HardSigmoid";
    auto const near = [](float v, float wanted) { return std::abs(v - wanted) < 1e-6F; };
    auto const alpha = op.reals("activation_alpha"), beta = op.reals("activation_beta");
    if (given != activations || (!alpha.empty() && !near(alpha[0], 0.2F)) || (!beta.empty() && !near(beta[0], 0.5F)))
        op.refuse(failure::unsupported_setting, "other activations of the gates",
                  "Sigmoid, or HardSigmoid of alpha 0.2 and beta 0.5, and Tanh");
    return true;
}

/// The last step of a recurrent layer's sequence, which is the same layer with one output.
value last_step(translator& to, operation& op) {
    value const in = op.layer_input(0);
    array const& index = op.constant_input(1, "an index");
    auto const* layer = std::get_if<recurrent>(&to.at(in.layer).op);
    size_t const axis = op.axis_in(op.integer("axis", 0), in.dims().size());
    auto const steps = static_cast<double>(in.dims()[axis]);
    double const wanted = layer != nullptr && layer->reversed ? 0 : steps - 1;
    bool const is_last = index.count() == 1 && (index.number(0) == wanted || index.number(0) == wanted - steps);
    if (layer == nullptr || layer->only_last || !is_last || !to.is_axis(in, axis, 0))
        op.refuse(failure::unsupported_setting, "Gather from values that depend on the network's input",
                  "rows of a constant table (an embedding), or the last step of an LSTM or a GRU");
    recurrent last = *layer;
    last.only_last = true;
    extents dims = in.dims();
    dims.erase(dims.begin() + static_cast<std::ptrdiff_t>(axis));
    dims.insert(dims.begin() + static_cast<std::ptrdiff_t>(axis), index.dims.begin(), index.dims.end());
    size_t const hidden = last.hidden;
    std::vector<size_t> const inputs = to.at(in.layer).inputs;
    std::string const name = to.at(in.layer).name;
    return translator::made(to.add(op, std::move(last), inputs, {hidden}, name), dims);
}

/// The sequence as output 0, or the last step as output 1.
value outputs_of(translator& to, operation& op, recurrent layer, size_t from, size_t steps, bool batch_first) {
    size_t const hidden = layer.hidden;
    std::string const name = op.constant_input(1, "weights").name;
    layer.only_last = !to.is_used(op, 0);
    if (to.is_used(op, 2) || (to.is_used(op, 0) && to.is_used(op, 1)))
        op.refuse(failure::unsupported_setting, "more than one output in use",
                  "the sequence (Y) or the last step (Y_h)");
    if (!layer.only_last) {
        size_t const made = to.add_sequence(op, std::move(layer), from, steps, hidden, name);
        return translator::made(made, batch_first ? extents{1, steps, 1, hidden} : extents{steps, 1, 1, hidden});
    }
    value const last = translator::made(to.add(op, std::move(layer), {from}, {hidden}, name), {1, 1, hidden});
    to.set_output(op, 1, last);
    return last;
}

}  // namespace

value translate_embedding(translator& to, operation& op) {
    if (!op.input(0).is_constant()) return last_step(to, op);
    value const in = op.layer_input(1);
    array const& table = op.constant_input(0, "rows of a table");
    if (op.integer("axis", 0) != 0 || table.dims.size() != 2 || !in.whole_numbers)
        op.refuse(failure::unsupported_setting,
                  "Gather with " + to_text(table.dims) + " along axis " + std::to_string(op.integer("axis", 0)),
                  "whole numbers that choose rows of a constant table [rows, width] (an embedding)");
    if (!in.as.is_natural() || to.at(in.layer).shape.size() != 1)
        op.refuse(failure::shape_mismatch, "indices of " + to_text(in.dims()), "[1, steps]");
    extents dims = in.dims();
    dims.push_back(table.dims[1]);
    size_t const steps = in.as.count();
    embedding_layer layer{table.dims[0], table.dims[1], finite_reals(table, op.where())};
    return translator::made(to.add_sequence(op, std::move(layer), in.layer, steps, table.dims[1], table.name), dims);
}

value translate_recurrent(translator& to, operation& op) {
    value const in = op.layer_input(0);
    bool const is_lstm = op.op() == "LSTM";
    size_t const gates = is_lstm ? 4 : 3;
    std::string const direction = op.text("direction", "forward");
    if (direction != "forward" && direction != "reverse")
        op.refuse(failure::unsupported_setting, in_quotes(direction), "forward or reverse",
                  "both directions at once have no layer");
    if (op.has("clip")) op.refuse(failure::unsupported_setting, "clip", "cells without bounds");
    if (is_lstm && op.integer("input_forget", 0) != 0)
        op.refuse(failure::unsupported_setting, "input_forget", "gates of their own");
    bool const batch_first = op.integer("layout", 0) != 0;

    extents const& dims = in.dims();
    if (dims.size() != 3 || dims[batch_first ? 0 : 1] != 1)
        op.refuse(failure::shape_mismatch, to_text(dims),
                  batch_first ? "[1, steps, features]" : "[steps, 1, features]", "export with batch 1");
    size_t const steps = dims[batch_first ? 1 : 0], features = dims[2];
    size_t const from = to.as_sequence(op, in, steps, features);
    auto const hidden_given = op.integer("hidden_size", 0);
    size_t const hidden = op.constant_input(2, "recurrent weights").dims.empty()
                              ? 0
                              : op.constant_input(2, "recurrent weights").dims.back();
    if (hidden == 0 || hidden > limits::window_size ||
        (hidden_given != 0 && static_cast<size_t>(hidden_given) != hidden))
        op.refuse(failure::shape_mismatch, "hidden_size " + std::to_string(hidden_given),
                  "that of the recurrent weights");

    recurrent layer{is_lstm,
                    hidden,
                    gates_of(op, 1, "weights", {1, gates * hidden, features}),
                    gates_of(op, 2, "recurrent weights", {1, gates * hidden, hidden}),
                    {},
                    false,
                    false,
                    direction == "reverse",
                    false};
    layer.hard_gates = has_hard_gates(op, is_lstm ? std::vector<std::string>{"Sigmoid", "Tanh", "Tanh"}
                                                  : std::vector<std::string>{"Sigmoid", "Tanh"});
    if (op.has_input(3)) layer.bias = gates_of(op, 3, "biases", {1, 2 * gates * hidden});
    if (op.has_input(4)) {
        array const& lengths = op.constant_input(4, "lengths");
        if (lengths.count() != 1 || lengths.number(0) != static_cast<double>(steps))
            op.refuse(failure::unsupported_setting, "sequence_lens", "the whole sequence");
    }
    require_zeros(op, 5, "first hidden state");
    if (is_lstm) require_zeros(op, 6, "first cell state");
    if (is_lstm) require_zeros(op, 7, "peepholes");
    if (!is_lstm) layer.linear_before_reset = op.integer("linear_before_reset", 0) != 0;
    return outputs_of(to, op, std::move(layer), from, steps, batch_first);
}

}  // namespace constexplain::importer
