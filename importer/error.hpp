#pragma once
/// What can be wrong with a model, with an option, or with where the results go.
#include <constexplain/parameters/error.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

namespace constexplain::importer {

enum class failure {
    file_unreadable,        ///< absent, a directory, or reading fails
    malformed_model,        ///< not an ONNX model, truncated, or contradictory
    size_limit_exceeded,    ///< more of something than is sensible
    external_data_refused,  ///< arrays in files outside the model's folder
    unsupported_opset,      ///< operators of an unknown version
    unsupported_operator,   ///< an operator without a layer
    unsupported_setting,    ///< an attribute or an input of a supported operator
    dynamic_shape,          ///< a dimension without a number
    shape_mismatch,         ///< an operator that does not fit the values it is given
    not_series_parallel,    ///< a graph that nested branches cannot express
    cyclic_graph,           ///< a node that needs its own output
    duplicate_name,         ///< a value that is made twice
    missing_value,          ///< a value that nothing makes
    element_type_mismatch,  ///< numbers of a type that has no place here
    value_not_finite,       ///< an infinity or a NaN among the parameters
    invalid_option,         ///< the command line
    output_not_written      ///< the results cannot be stored
};

constexpr std::string_view to_string(failure kind) {
    switch (kind) {
    case failure::file_unreadable: return "file_unreadable";
    case failure::malformed_model: return "malformed_model";
    case failure::size_limit_exceeded: return "size_limit_exceeded";
    case failure::external_data_refused: return "external_data_refused";
    case failure::unsupported_opset: return "unsupported_opset";
    case failure::unsupported_operator: return "unsupported_operator";
    case failure::unsupported_setting: return "unsupported_setting";
    case failure::dynamic_shape: return "dynamic_shape";
    case failure::shape_mismatch: return "shape_mismatch";
    case failure::not_series_parallel: return "not_series_parallel";
    case failure::cyclic_graph: return "cyclic_graph";
    case failure::duplicate_name: return "duplicate_name";
    case failure::missing_value: return "missing_value";
    case failure::element_type_mismatch: return "element_type_mismatch";
    case failure::value_not_finite: return "value_not_finite";
    case failure::invalid_option: return "invalid_option";
    case failure::output_not_written: return "output_not_written";
    }
    return "failure";
}

/// Text from a model, safe to print.
inline std::string in_quotes(std::string_view text) { return "'" + constexplain::detail::printable(text) + "'"; }

/// The message reads `unsupported_operator: node 'pool1' (RoiAlign): found ..., needed ... (cure)`.
class import_error : public std::runtime_error {
public:
    import_error(failure kind, std::string_view where, std::string_view found, std::string_view needed,
                 std::string_view cure = {})
        : std::runtime_error(message(kind, where, found, needed, cure))
        , kind_(kind) {}

    [[nodiscard]] failure kind() const noexcept { return kind_; }

private:
    static std::string message(failure kind, std::string_view where, std::string_view found, std::string_view needed,
                               std::string_view cure) {
        std::string text(to_string(kind));
        text.append(": ").append(where).append(": found ").append(found).append(", needed ").append(needed);
        if (!cure.empty()) text.append(" (").append(cure).append(")");
        return text;
    }

    failure kind_;
};

}  // namespace constexplain::importer
