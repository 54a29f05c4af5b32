#pragma once
/// Ranges whose size is known only at run time, as the input of a network.
#include <constexplain/network/network.hpp>

#include <ranges>
#include <span>
#include <stdexcept>
#include <string>

namespace constexplain {

/// A range has another number of elements than a network's input.
struct size_mismatch : std::runtime_error {
    size_mismatch(size_t found, size_t needed)
        : std::runtime_error("input: found " + std::to_string(found) + " elements, needed " +
                             std::to_string(needed)) {}
};

/// A contiguous range as a network's input: `net.predict(view_as<lenet>(pixels))`, channels first, row-major. No
/// copy; the range must outlive the view. Throws `size_mismatch`.
template<static_network Net, std::ranges::contiguous_range Range>
    requires std::ranges::sized_range<Range> && std::ranges::borrowed_range<Range>
auto view_as(Range&& range) {
    constexpr size_t needed = Net::input.count();
    if (std::ranges::size(range) != needed) throw size_mismatch(std::ranges::size(range), needed);
    return std::span<std::ranges::range_value_t<Range> const, needed>(std::ranges::data(range), needed);
}

}  // namespace constexplain
