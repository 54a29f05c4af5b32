#pragma once
/// Value domains: the set that a layer's inputs live in, known without seeing any input.
#include <constexplain/meta/pack.hpp>

#include <limits>

namespace constexplain {

/// A closed interval that holds every element; infinite ends mean "no bound".
///
/// `per_channel` says that the network's input declares narrower bounds for each channel and that they still
/// hold here: low and high are then the hull of them all.
struct domain {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    bool per_channel = false;

    [[nodiscard]] static constexpr domain reals() { return {}; }
    [[nodiscard]] static constexpr domain non_negative() { return {0, std::numeric_limits<double>::infinity()}; }
    [[nodiscard]] static constexpr domain box(double low, double high) { return {low, high}; }

    [[nodiscard]] constexpr bool is_non_negative() const { return low >= 0; }
    [[nodiscard]] constexpr bool is_non_positive() const { return high <= 0; }
    [[nodiscard]] constexpr bool is_bounded() const {
        return low > -std::numeric_limits<double>::infinity() && high < std::numeric_limits<double>::infinity();
    }
    [[nodiscard]] constexpr bool is_inside(domain const& other) const {
        return low >= other.low && high <= other.high;
    }
    /// The smallest interval that holds this one and `value`.
    [[nodiscard]] constexpr domain joined_with(double value) const {
        return {value < low ? value : low, value > high ? value : high, false};
    }
    friend constexpr bool operator==(domain const&, domain const&) = default;
};

}  // namespace constexplain
