#include "importer/operation.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace constexplain::importer {

operation::operation(node const& from, std::int64_t opset, values const& known)
    : from_(from)
    , opset_(opset)
    , where_(from.text()) {
    for (auto const& name : from.inputs) {
        if (name.empty()) {
            inputs_.push_back(nullptr);
            continue;
        }
        auto const found = known.find(name);
        if (found == known.end())
            refuse(failure::missing_value, "the input " + in_quotes(name),
                   "an output that the node before it offers");
        inputs_.push_back(&found->second);
    }
    if (from.outputs.empty()) refuse(failure::malformed_model, "no output", "at least one");
}

value const& operation::input(size_t k) const {
    if (!has_input(k))
        refuse(failure::malformed_model, std::to_string(inputs_.size()) + " inputs", "input " + std::to_string(k));
    return *inputs_[k];
}

value const& operation::layer_input(size_t k) const {
    value const& in = input(k);
    if (in.is_constant())
        refuse(failure::unsupported_setting,
               "the constant " + in_quotes(from_.inputs[k]) + " as input " + std::to_string(k),
               "values that depend on the network's input");
    return in;
}

array const& operation::constant_input(size_t k, std::string_view what) const {
    value const& in = input(k);
    if (!in.is_constant())
        refuse(failure::unsupported_setting, std::string(what) + " that depend on the network's input",
               "constants, as an initialiser or computed from initialisers");
    return *in.constant;
}

bool operation::all_inputs_are_constant() const {
    for (value const* in : inputs_)
        if (in != nullptr && !in->is_constant()) return false;
    return true;
}

attribute_value const* operation::find(std::string_view name) {
    asked_.insert(std::string(name));
    for (auto const& each : from_.attributes)
        if (each.name == name) return &each.value;
    return nullptr;
}

bool operation::has(std::string_view name) const {
    for (auto const& each : from_.attributes)
        if (each.name == name) return true;
    return false;
}

template<class T>
T operation::get(std::string_view name, T otherwise) {
    attribute_value const* found = find(name);
    if (found == nullptr) return otherwise;
    if (auto const* value = std::get_if<T>(found)) return *value;
    refuse(failure::malformed_model, "the attribute " + in_quotes(name) + " of another type",
           "the type that ONNX gives it");
}

std::int64_t operation::integer(std::string_view name, std::int64_t otherwise) { return get(name, otherwise); }

double operation::real(std::string_view name, double otherwise) {
    if (!has(name)) {
        ignore(name);
        return otherwise;
    }
    float const number = get(name, 0.0F);
    if (!std::isfinite(number))
        refuse(failure::value_not_finite, std::to_string(number) + " as " + in_quotes(name), "a finite number");
    return as_written(number);
}

std::string operation::text(std::string_view name, std::string_view otherwise) {
    return get(name, std::string(otherwise));
}

std::vector<std::int64_t> operation::integers(std::string_view name, std::vector<std::int64_t> otherwise) {
    return get(name, std::move(otherwise));
}

std::vector<std::string> operation::texts(std::string_view name) { return get(name, std::vector<std::string>{}); }

std::vector<float> operation::reals(std::string_view name) { return get(name, std::vector<float>{}); }

array_ptr operation::tensor(std::string_view name) { return get(name, array_ptr{}); }

void operation::refuse_unknown_attributes() const {
    for (auto const& each : from_.attributes)
        if (!asked_.contains(each.name))
            refuse(failure::unsupported_setting, "the attribute " + in_quotes(each.name),
                   "only attributes of this operator in operator set " + std::to_string(opset_));
}

size_t operation::axis_in(std::int64_t axis, size_t rank) const {
    auto const size = static_cast<std::int64_t>(rank);
    if (axis < -size || axis >= size)
        refuse(failure::malformed_model, "axis " + std::to_string(axis),
               "an axis of " + std::to_string(rank) + " dimensions");
    return static_cast<size_t>(axis < 0 ? axis + size : axis);
}

std::optional<std::vector<std::int64_t>> operation::axes(size_t k, std::int64_t since) {
    if (opset_ < since) {
        if (!has("axes")) return std::nullopt;
        return integers("axes");
    }
    if (!has_input(k)) return std::nullopt;
    return constant_input(k, "axes").integers(where_);
}

double as_written(float number) {
    std::array<char, 64> text{};
    auto const end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    double value = 0;
    std::from_chars(text.data(), end, value);
    return value;
}

}  // namespace constexplain::importer
