#include "importer/array.hpp"

#include <cmath>

namespace constexplain::importer {

size_t count_of(extents const& dims, size_t limit, std::string_view where) {
    size_t count = 1;
    for (size_t const extent : dims) {
        if (extent == 0) return 0;
        if (count > limit / extent)
            throw import_error(failure::size_limit_exceeded, where, to_text(dims) + " elements",
                               "at most " + std::to_string(limit));
        count *= extent;
    }
    return count;
}

std::string to_text(extents const& dims) {
    std::string text = "[";
    for (size_t k = 0; k < dims.size(); ++k) text.append(k > 0 ? ", " : "").append(std::to_string(dims[k]));
    return text + "]";
}

std::vector<float> const& array::reals(std::string_view where) const {
    if (auto const* values = std::get_if<0>(&elements)) return *values;
    throw import_error(failure::element_type_mismatch, where, "whole numbers in " + in_quotes(name), "real numbers");
}

std::vector<std::int64_t> const& array::integers(std::string_view where) const {
    if (auto const* values = std::get_if<1>(&elements)) return *values;
    throw import_error(failure::element_type_mismatch, where, "real numbers in " + in_quotes(name), "whole numbers");
}

std::vector<float> const& finite_reals(array const& values, std::string_view where) {
    auto const& numbers = values.reals(where);
    for (size_t k = 0; k < numbers.size(); ++k)
        if (!std::isfinite(numbers[k]))
            throw import_error(failure::value_not_finite, where,
                               std::to_string(numbers[k]) + " as element " + std::to_string(k) + " of " +
                                   in_quotes(values.name),
                               "finite numbers", "train or export the model again");
    return numbers;
}

}  // namespace constexplain::importer
