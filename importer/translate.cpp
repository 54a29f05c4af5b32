#include "importer/translate.hpp"

#include "importer/limits.hpp"

#include <algorithm>
#include <map>

namespace constexplain::importer {

namespace {

std::map<std::string, operator_function> const& operators() {
    static std::map<std::string, operator_function> const all{
        {"Add", translate_add},
        {"AveragePool", translate_average_pool},
        {"BatchNormalization", translate_batch_norm},
        {"Cast", translate_cast},
        {"Celu", translate_activation},
        {"Clip", translate_clip},
        {"Concat", translate_concatenation},
        {"Conv", translate_convolution},
        {"DepthToSpace", translate_depth_to_space},
        {"Div", translate_divide},
        {"Dropout", translate_dropout},
        {"Elu", translate_activation},
        {"Erf", translate_activation},
        {"Flatten", translate_reordering},
        {"GRU", translate_recurrent},
        {"Gather", translate_embedding},
        {"Gelu", translate_activation},
        {"Gemm", translate_gemm},
        {"GlobalAveragePool", translate_global_average_pool},
        {"GlobalMaxPool", translate_global_max_pool},
        {"HardSigmoid", translate_activation},
        {"HardSwish", translate_activation},
        {"Identity", translate_identity},
        {"LRN", translate_lrn},
        {"LSTM", translate_recurrent},
        {"LayerNormalization", translate_layer_norm},
        {"LeakyRelu", translate_activation},
        {"LogSoftmax", translate_softmax},
        {"MatMul", translate_matmul},
        {"MaxPool", translate_max_pool},
        {"Mish", translate_activation},
        {"Mul", translate_multiply},
        {"PRelu", translate_prelu},
        {"Pad", translate_pad},
        {"ReduceMean", translate_reduce_mean},
        {"Relu", translate_activation},
        {"Reshape", translate_reordering},
        {"Selu", translate_activation},
        {"Sigmoid", translate_activation},
        {"Softmax", translate_softmax},
        {"Softplus", translate_activation},
        {"Softsign", translate_activation},
        {"Squeeze", translate_reordering},
        {"Sub", translate_subtract},
        {"Sum", translate_add},
        {"Swish", translate_activation},
        {"Tanh", translate_activation},
        {"Transpose", translate_reordering},
        {"Unsqueeze", translate_reordering},
    };
    return all;
}

}  // namespace

operator_function operator_named(std::string const& op) {
    auto const found = operators().find(op);
    return found == operators().end() ? nullptr : found->second;
}

std::string supported_operators() {
    std::string text;
    for (auto const& [name, function] : operators()) text.append(text.empty() ? "" : ", ").append(name);
    return text;
}

translator::translator(model& m, options const& wanted) : model_(m), wanted_(wanted), folder_(m) {
    if (wanted.output.empty() && m.outputs.size() != 1)
        throw import_error(failure::unsupported_setting, "the graph", std::to_string(m.outputs.size()) + " outputs",
                           "one output", "choose one with --output NAME");
    output_ = wanted.output.empty() ? m.outputs[0].name : wanted.output;
    keep_what_is_needed(m, output_);
    used_.insert(output_);
    for (node const& each : m.nodes) used_.insert(each.inputs.begin(), each.inputs.end());
}

bool translator::is_used(operation const& op, size_t k) const {
    return op.has_output(k) && used_.contains(op.output_name(k));
}

layer_graph translator::translated() {
    for (auto const& [name, values] : model_.constants) values_[name] = {values, 0, {}, false};
    if (model_.inputs.size() != 1) {
        std::string names;
        for (auto const& in : model_.inputs) names.append(names.empty() ? " (" : ", ").append(in_quotes(in.name));
        throw import_error(failure::unsupported_setting, "the graph",
                           std::to_string(model_.inputs.size()) + " inputs" + (names.empty() ? "" : names + ")"),
                           "one input", "make the others initialisers before exporting");
    }
    add_input(model_.inputs[0]);
    for (node const& each : model_.nodes) translate(each);
    finish();
    return std::move(graph_);
}

extents translator::dims_of(declared_value const& from) const {
    std::string const where = "input " + in_quotes(from.name);
    if (!from.is_tensor || !from.has_shape)
        throw import_error(failure::dynamic_shape, where, from.is_tensor ? "no shape" : "no tensor",
                           "a tensor of known dimensions", "export with the input's shape");
    extents dims;
    std::set<std::string> used;
    for (size_t axis = 0; axis < from.dims.size(); ++axis) {
        dimension const& d = from.dims[axis];
        std::string const place = from.name + "." + std::to_string(axis);
        auto chosen = d.name.empty() ? wanted_.dimensions.end() : wanted_.dimensions.find(d.name);
        if (chosen == wanted_.dimensions.end()) chosen = wanted_.dimensions.find(place);
        if (d.number && *d.number < 1)
            throw import_error(failure::malformed_model, where, "the dimension " + std::to_string(*d.number),
                               "at least 1");
        if (!d.number && chosen != wanted_.dimensions.end()) used.insert(chosen->first);
        if (d.number)
            dims.push_back(static_cast<size_t>(*d.number));
        else if (chosen != wanted_.dimensions.end())
            dims.push_back(chosen->second);
        else if (axis == 0 && from.dims.size() > 1)
            dims.push_back(1);  // the batch
        else
            throw import_error(failure::dynamic_shape, where,
                               "the dimension " + (d.name.empty() ? "" : in_quotes(d.name) + " ") + "of axis " +
                                   std::to_string(axis) + " without a number",
                               "static dimensions",
                               "--dimension " + (d.name.empty() ? place : d.name) + "=NUMBER gives it one");
    }
    for (auto const& [name, number] : wanted_.dimensions)
        if (!used.contains(name))
            throw import_error(failure::invalid_option, "--dimension " + name + "=" + std::to_string(number),
                               "no dimension of this name without a number",
                               "one of the input " + in_quotes(from.name));
    if (count_of(dims, limits::value_elements, where) == 0)
        throw import_error(failure::malformed_model, where, to_text(dims), "dimensions of at least 1");
    return dims;
}

/// Whether all that reads the input are Transposes of one order, as in models that were made channels-last: the
/// network then takes what comes out of them.
bool translator::starts_with_transposes(std::string const& input, std::vector<size_t>& order) const {
    std::vector<std::int64_t> const* common = nullptr;
    for (node const& each : model_.nodes)
        for (auto const& name : each.inputs) {
            if (name != input) continue;
            if (each.op != "Transpose" || !each.domain.empty() || each.attributes.size() != 1) return false;
            auto const* perm = std::get_if<std::vector<std::int64_t>>(&each.attributes[0].value);
            if (perm == nullptr || perm->size() < 3 || (*perm)[0] != 0 || (common != nullptr && *common != *perm))
                return false;
            common = perm;
        }
    if (common == nullptr || output_ == input) return false;
    for (auto const axis : *common) order.push_back(static_cast<size_t>(axis));
    return true;
}

void translator::add_input(declared_value const& from) {
    extents dims = dims_of(from);
    std::vector<size_t> order;
    value in{nullptr, 0, view(dims),
             from.element_type != 1 && from.element_type != 10 && from.element_type != 11 && from.element_type != 16};
    if (starts_with_transposes(from.name, order)) {
        extents turned(dims.size(), 1);
        bool is_order = order.size() == dims.size();
        std::vector<size_t> back(order.size(), 0);
        for (size_t k = 0; is_order && k < order.size(); ++k) {
            is_order = order[k] < dims.size();
            if (!is_order) break;
            turned[k] = dims[order[k]];
            back[order[k]] = k;
        }
        view const channels_first(turned);
        // A network's input is in the order behind the transposition; the model's own counts it the other way round.
        if (auto const seen = is_order ? channels_first.transposed(back) : std::nullopt;
            seen && seen->dims() == dims) {
            in.as = *seen;
            input_note_ =
                "the model takes " + to_text(dims) + " and transposes it; the network takes it channels first";
            dims = turned;
        }
    }
    extents shape(dims.size() > 1 && dims[0] == 1 ? dims.begin() + 1 : dims.begin(), dims.end());
    if (shape.empty())
        throw import_error(failure::unsupported_setting, "input " + in_quotes(from.name), "a single number",
                           "a vector of one number");
    graph_.layers.push_back({input_layer{}, {}, std::move(shape), from.name, "input " + in_quotes(from.name), {}});
    values_[from.name] = std::move(in);
}

void translator::translate(node const& from) {
    operation op(from, model_.opset, values_);
    if (!from.domain.empty())
        op.refuse(failure::unsupported_operator, "an operator of the domain " + in_quotes(from.domain),
                  "operators of ONNX's own domain", "export without extensions of one runtime");
    value result;
    if (op.op() == "Shape") {
        std::vector<std::int64_t> numbers;
        extents const& dims = op.input(0).dims();
        auto const rank = static_cast<std::int64_t>(dims.size());
        auto const bound = [&](std::int64_t v) { return std::clamp<std::int64_t>(v < 0 ? v + rank : v, 0, rank); };
        for (auto k = bound(op.integer("start", 0)); k < bound(op.integer("end", rank)); ++k)
            numbers.push_back(static_cast<std::int64_t>(dims[static_cast<size_t>(k)]));
        extents const shape{numbers.size()};
        result.constant = std::make_shared<array const>(array{op.output_name(), shape, std::move(numbers)});
    } else if (op.all_inputs_are_constant()) {
        result.constant = folder_.fold(op);
    } else if (operator_function const function = operator_named(op.op())) {
        result = function(*this, op);
    } else {
        op.refuse(failure::unsupported_operator, "an operator without a layer", "one of " + supported_operators(),
                  "replace it in the model before exporting, or end before it with --output NAME");
    }
    op.refuse_unknown_attributes();
    if (!result.is_constant()) count_of(result.dims(), limits::value_elements, op.where());
    if (op.has_output(0)) values_[op.output_name()] = std::move(result);
}

void translator::finish() {
    auto const found = values_.find(output_);
    if (found == values_.end())
        throw import_error(failure::missing_value, "output " + in_quotes(output_), "nothing of this name",
                           "the name of a value that a node makes");
    value const& end = found->second;
    std::string const where = "output " + in_quotes(output_);
    if (end.is_constant() || end.layer == 0)
        throw import_error(failure::unsupported_setting, where, end.is_constant() ? "a constant" : "the input itself",
                           "a value that layers compute");
    if (!end.as.is_natural())
        throw import_error(failure::unsupported_setting, where, "an order of elements other than channels first",
                           "channels first", "end before the last Transpose with --output NAME");
    graph_.output = end.layer;
    // A vector stays one where the model calls it so.
    size_t above_one = 0;
    for (size_t const extent : end.dims()) above_one += extent > 1 ? 1 : 0;
    bool const is_vector = end.dims().size() <= 2 && above_one <= 1;
    if (is_vector && at(end.layer).shape.size() > 1) {
        graph_.layers.push_back({flatten_layer{}, {end.layer}, {end.as.count()}, "", where, {}});
        graph_.output = graph_.layers.size() - 1;
    }
    graph_.remove_unused();
}

size_t translator::add(operation const& op, layer_op what, std::vector<size_t> inputs, extents shape,
                       std::string name) {
    if (count_of(shape, limits::value_elements, op.where()) == 0)
        op.refuse(failure::shape_mismatch, "no output elements: " + to_text(shape), "at least one");
    graph_.layers.push_back(
        {std::move(what), std::move(inputs), std::move(shape), std::move(name), op.where(), op.name()});
    return graph_.layers.size() - 1;
}

size_t translator::flattened(operation const& op, size_t index) {
    extents const& shape = at(index).shape;
    if (shape.size() == 1) return index;
    if (auto const found = flattened_.find(index); found != flattened_.end()) return found->second;
    size_t const flat = add(op, flatten_layer{}, {index}, {count_of(shape, limits::value_elements, op.where())});
    flattened_[index] = flat;
    return flat;
}

size_t translator::add_alike(operation const& op, layer_op what, size_t from, std::string name) {
    bool const steps_first = at(from).steps_first;
    size_t const made = add(op, std::move(what), {from}, extents(at(from).shape), std::move(name));
    graph_.layers[made].steps_first = steps_first;
    return made;
}

size_t translator::add_sequence(operation const& op, layer_op what, size_t from, size_t steps, size_t features,
                                std::string name) {
    size_t const made = add(op, std::move(what), {from}, {steps, features}, std::move(name));
    graph_.layers[made].steps_first = true;
    return made;
}

size_t translator::add_sum(operation const& op, size_t a, size_t b) {
    size_t const made = add_alike(op, sum_layer{}, a);
    graph_.layers[made].inputs.push_back(b);
    return made;
}

bool translator::is_axis(value const& in, size_t axis, size_t of_layer) const {
    extents const& shape = at(in.layer).shape;
    auto const axes = in.as.by_axis();
    if (!axes || of_layer >= shape.size() || in.dims()[axis] != shape[of_layer]) return false;
    size_t stride = 1;
    for (size_t k = of_layer + 1; k < shape.size(); ++k) stride *= shape[k];
    return shape[of_layer] == 1 || (*axes)[axis] == std::vector<run>{{shape[of_layer], stride}};
}

size_t translator::as_image(operation const& op, value const& in) {
    extents const& dims = in.dims();
    if (dims.size() == 5)
        op.refuse(failure::unsupported_setting, "three spatial dimensions: " + to_text(dims),
                  "[1, C, H, W] or [1, C, L]");
    if (dims.size() != 3 && dims.size() != 4)
        op.refuse(failure::shape_mismatch, to_text(dims), "[1, channels, height, width] or [1, channels, length]");
    if (dims[0] != 1)
        op.refuse(failure::shape_mismatch, "a batch of " + std::to_string(dims[0]), "a batch of 1",
                  "export with batch 1");
    extents const wanted(dims.begin() + 1, dims.end());
    layer const& from = at(in.layer);
    if (from.steps_first && dims.size() == 3 && is_axis(in, 1, 1) && is_axis(in, 2, 0))
        return add(op, sequence_to_channels_layer{}, {in.layer}, wanted);
    if (!in.as.is_natural() || from.shape != wanted || from.steps_first)
        op.refuse(failure::shape_mismatch,
                  "elements of " + to_text(from.shape) + " seen as " + to_text(dims) +
                      (in.as.is_natural() ? "" : " in another order"),
                  "an image as the layer before it makes it",
                  "leave out reshaping or transposing between image layers when exporting");
    return in.layer;
}

size_t translator::as_sequence(operation const& op, value const& in, size_t steps, size_t features) {
    // A network's input of two dimensions, beside a batch, is a sequence if a layer of sequences reads it first.
    bool const is_plain =
        in.as.is_natural() && (at(0).shape == extents{steps, 1, features} || at(0).shape == extents{steps, features});
    if (in.layer == 0 && is_plain && graph_.layers.size() == 1) {
        graph_.layers[0].shape = {steps, features};
        graph_.layers[0].steps_first = true;
    }
    layer const& from = at(in.layer);
    if (in.as.is_natural() && from.steps_first && from.shape == extents{steps, features}) return in.layer;
    if (!from.steps_first && from.shape == extents{features, steps}) {
        size_t const rank = in.dims().size(), step_axis = in.dims()[0] == steps && rank == 3 ? 0 : 1;
        if (is_axis(in, step_axis, 1) && is_axis(in, rank - 1, 0))
            return add_sequence(op, channels_to_sequence_layer{}, in.layer, steps, features);
    }
    op.refuse(failure::shape_mismatch,
              "elements of " + to_text(at(in.layer).shape) + " seen as " + to_text(in.dims()),
              "a sequence as the layer before it makes it", "leave out reshaping and transposing within a sequence");
}

size_t translator::as_vector(operation const& op, value const& in) {
    if (!in.as.is_natural())
        op.refuse(failure::shape_mismatch, "elements in another order than the layer before it makes them",
                  "no transposition before it");
    return flattened(op, in.layer);
}

size_t translator::with_channels(operation const& op, value const& in, size_t axis) {
    if (is_axis(in, axis, at(in.layer).channel_axis())) return in.layer;
    if (in.as.is_natural() && in.dims()[axis] == in.as.count()) return flattened(op, in.layer);
    op.refuse(failure::unsupported_setting,
              "axis " + std::to_string(axis) + " of " + to_text(in.dims()) + " over a layer's " +
                  to_text(at(in.layer).shape),
              "the axis of the channels");
}

std::vector<double> translator::per_channel(operation const& op, value& in, array const& numbers) {
    auto const& reals = finite_reals(numbers, op.where());
    extents const all = broadcast_dims(op, in.dims(), numbers.dims);
    if (count_of(all, limits::value_elements, op.where()) != in.as.count())
        op.refuse(failure::shape_mismatch, to_text(numbers.dims) + " beside " + to_text(in.dims()),
                  "a constant that does not multiply the value");
    in.as = in.as.reshaped(all);
    size_t const rank = all.size();
    std::optional<size_t> axis;
    for (size_t k = 0; k < numbers.dims.size(); ++k)
        if (numbers.dims[k] != 1) {
            if (axis)
                op.refuse(failure::unsupported_setting, "a constant of shape " + to_text(numbers.dims),
                          "one number, or one for each channel");
            axis = k + rank - numbers.dims.size();
        }
    if (axis) {
        size_t const with = with_channels(op, in, *axis);
        if (with != in.layer) in.layer = with;
    }
    size_t const channels = at(in.layer).channels();
    if (numbers.count() == 1) return std::vector<double>(channels, static_cast<double>(reals[0]));
    return {reals.begin(), reals.end()};
}

}  // namespace constexplain::importer
