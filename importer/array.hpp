#pragma once
/// Constants of a model: arrays of real or of whole numbers.
#include "importer/error.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <variant>
#include <vector>

namespace constexplain::importer {

using std::size_t;
using extents = std::vector<size_t>;

/// The number of elements; throws `size_limit_exceeded` above `limit`.
size_t count_of(extents const& dims, size_t limit, std::string_view where);

/// `[1, 3, 28, 28]`.
std::string to_text(extents const& dims);

/// An array in row-major order. Real numbers of all types become float, whole numbers and truth values int64.
struct array {
    std::string name;  ///< that of the initialiser, or of the value that was computed
    extents dims;
    std::variant<std::vector<float>, std::vector<std::int64_t>> elements;

    [[nodiscard]] bool is_real() const { return elements.index() == 0; }
    [[nodiscard]] size_t count() const {
        return std::visit([](auto const& all) { return all.size(); }, elements);
    }
    /// The elements; `element_type_mismatch` where they are of the other sort.
    [[nodiscard]] std::vector<float> const& reals(std::string_view where) const;
    [[nodiscard]] std::vector<std::int64_t> const& integers(std::string_view where) const;
    /// One element as a number of either sort.
    [[nodiscard]] double number(size_t index) const {
        return std::visit([&](auto const& all) { return static_cast<double>(all[index]); }, elements);
    }
};

using array_ptr = std::shared_ptr<array const>;

/// The array's real numbers, all of them finite; `value_not_finite` otherwise.
std::vector<float> const& finite_reals(array const& values, std::string_view where);

}  // namespace constexplain::importer
