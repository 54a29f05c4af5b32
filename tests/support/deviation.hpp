// Comparing arrays, and saying how close they were: the largest deviation of a group is printed at its end.
#pragma once

#include "catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iostream>
#include <iterator>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

namespace support {

template<class Range>
double largest_magnitude(Range const& values) {
    double most = 0;
    for (auto const v : values) most = std::max(most, std::abs(static_cast<double>(v)));
    return most;
}

/// The largest difference of two arrays; infinite where their sizes differ or one holds NaN.
template<class Actual, class Expected>
double largest_difference(Actual const& actual, Expected const& expected) {
    if (std::size(actual) != std::size(expected)) return std::numeric_limits<double>::infinity();
    double most = 0;
    for (std::size_t k = 0; k < std::size(actual); ++k) {
        double const here = std::abs(static_cast<double>(actual[k]) - static_cast<double>(expected[k]));
        if (std::isnan(here)) return std::numeric_limits<double>::infinity();
        most = std::max(most, here);
    }
    return most;
}

class deviation {
public:
    explicit deviation(std::string of) : of_(std::move(of)) {}
    deviation(deviation const&) = delete;
    deviation& operator=(deviation const&) = delete;
    ~deviation() {
        if (comparisons_ == 0) return;
        std::cout << of_ << ": largest deviation " << largest_ << " in " << comparisons_ << " comparisons, at most "
                  << share_ * 100 << " % of what is allowed" << std::endl;
    }

    /// The difference, over `scale`, is at most `allowed`.
    template<class Actual, class Expected>
    void check(Actual const& actual, Expected const& expected, double allowed, double scale = 1) {
        double const found = largest_difference(actual, expected) / scale;
        CHECK(found <= allowed);
        ++comparisons_;
        largest_ = std::max(largest_, found);
        share_ = std::max(share_, found / allowed);
    }
    void check_number(double actual, double expected, double allowed, double scale = 1) {
        double const both[]{actual, expected};
        check(std::span<double const>(both, 1), std::span<double const>(both + 1, 1), allowed, scale);
    }

private:
    std::string of_;
    std::size_t comparisons_ = 0;
    double largest_ = 0;
    double share_ = 0;
};

/// The same for runs in double and in float.
struct deviations {
    explicit deviations(std::string const& of) : in_double(of + ", double"), in_float(of + ", float") {}
    deviation in_double, in_float;

    template<class T>
    [[nodiscard]] deviation& of() {
        if constexpr (std::is_same_v<T, double>)
            return in_double;
        else
            return in_float;
    }
};

}  // namespace support
