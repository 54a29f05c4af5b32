#pragma once
/// Planes of quotients, one for each output channel, with zeros around them, so that every tap is a load at another place.
#include <constexplain/shape/geometry.hpp>

namespace constexplain {

/// In scalars.
struct quotient_planes {
    size_t top = 0;    ///< rows of zeros before the quotients
    size_t left = 0;   ///< and columns
    size_t rows = 0;   ///< of a plane
    size_t pitch = 0;  ///< from one row to the next

    [[nodiscard]] constexpr size_t plane() const { return rows * pitch; }
    [[nodiscard]] constexpr size_t place(size_t channel, size_t row, size_t column) const {
        return (channel * rows + row) * pitch + column;
    }
};

}  // namespace constexplain
