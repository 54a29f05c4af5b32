#pragma once
/// One node of a model while it is translated: its attributes, its inputs, and what to say if it cannot be.
#include "importer/layers.hpp"
#include "importer/model.hpp"
#include "importer/view.hpp"

#include <set>

namespace constexplain::importer {

/// What a name of the model stands for: a constant, or a layer's output as ONNX counts its elements.
struct value {
    array_ptr constant;
    size_t layer = 0;
    view as;
    bool whole_numbers = false;  ///< the network's input holds indices

    [[nodiscard]] bool is_constant() const { return constant != nullptr; }
    [[nodiscard]] extents const& dims() const { return is_constant() ? constant->dims : as.dims(); }
};

class operation {
public:
    using values = std::unordered_map<std::string, value>;

    operation(node const& from, std::int64_t opset, values const& known);

    [[nodiscard]] std::string const& name() const { return from_.name; }
    [[nodiscard]] std::string const& op() const { return from_.op; }
    [[nodiscard]] std::int64_t opset() const { return opset_; }
    [[nodiscard]] std::string const& where() const { return where_; }
    [[noreturn]] void refuse(failure kind, std::string_view found, std::string_view needed,
                             std::string_view cure = {}) const {
        throw import_error(kind, where_, found, needed, cure);
    }

    // Inputs.
    [[nodiscard]] size_t input_count() const { return inputs_.size(); }
    [[nodiscard]] bool has_input(size_t k) const { return k < inputs_.size() && inputs_[k] != nullptr; }
    [[nodiscard]] value const& input(size_t k) const;
    [[nodiscard]] std::string const& input_name(size_t k) const { return from_.inputs[k]; }
    /// Input `k`, which must come from a layer.
    [[nodiscard]] value const& layer_input(size_t k) const;
    /// Input `k`, which must be known when the model is imported.
    [[nodiscard]] array const& constant_input(size_t k, std::string_view what) const;
    [[nodiscard]] bool all_inputs_are_constant() const;

    // Outputs.
    [[nodiscard]] std::string const& output_name(size_t k = 0) const { return from_.outputs[k]; }
    [[nodiscard]] bool has_output(size_t k) const { return k < from_.outputs.size() && !from_.outputs[k].empty(); }

    // Attributes; each may be asked for once or more. Those that nobody asked for are refused at the end.
    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t otherwise);
    [[nodiscard]] double real(std::string_view name, double otherwise);
    [[nodiscard]] std::string text(std::string_view name, std::string_view otherwise);
    [[nodiscard]] std::vector<std::int64_t> integers(std::string_view name, std::vector<std::int64_t> otherwise = {});
    [[nodiscard]] std::vector<std::string> texts(std::string_view name);
    [[nodiscard]] std::vector<float> reals(std::string_view name);
    [[nodiscard]] array_ptr tensor(std::string_view name);
    /// An attribute without meaning here.
    void ignore(std::string_view name) { asked_.insert(std::string(name)); }
    void refuse_unknown_attributes() const;

    /// An axis as ONNX writes it, negative from the end, below `rank`.
    [[nodiscard]] size_t axis_in(std::int64_t axis, size_t rank) const;
    /// Axes that came as an attribute until the opset `since`, then as input `k`; none where they are left out.
    [[nodiscard]] std::optional<std::vector<std::int64_t>> axes(size_t k, std::int64_t since);

private:
    [[nodiscard]] attribute_value const* find(std::string_view name);
    template<class T>
    T get(std::string_view name, T otherwise);

    node const& from_;
    std::int64_t opset_;
    std::string where_;
    std::vector<value const*> inputs_;
    std::set<std::string, std::less<>> asked_;
};

/// The shortest decimal number that is the same float: attributes are written in decimals and stored as float32.
double as_written(float number);

}  // namespace constexplain::importer
