#pragma once
/// What a user can ask of an import.
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <cstddef>

namespace constexplain::importer {

/// Where the parameters go.
enum class storage { file, embedded, arrays };

struct options {
    std::map<std::string, std::size_t> dimensions;  ///< numbers for named dimensions, or for `input.axis`
    std::string output;                             ///< the value to end at; empty: the model's one output
    bool keep_batch_norm = false;

    std::string name;                                 ///< of the struct and of the files
    std::optional<std::pair<double, double>> domain;  ///< bounds of the input's values
    bool non_negative = false;                        ///< the input's values are at least 0
    std::string rules;                                ///< a rule set that must be admissible
    storage parameters = storage::file;
};

}  // namespace constexplain::importer
