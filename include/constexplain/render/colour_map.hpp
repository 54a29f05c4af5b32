#pragma once

#include <constexplain/render/image.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>

namespace constexplain::render {

/// A value to be drawn is not a number or infinite.
struct non_finite_value : std::domain_error {
    using std::domain_error::domain_error;
};

/// The anchors' CIELAB lightness is 100, 88, 72, 53 and 33 on both sides, so that equal magnitudes look equally strong.
inline constexpr std::array<rgb, 5> positive_anchors{
    {{255, 255, 255}, {255, 211, 197}, {251, 150, 125}, {219, 80, 63}, {144, 40, 34}}};
inline constexpr std::array<rgb, 5> negative_anchors{
    {{255, 255, 255}, {201, 223, 246}, {129, 181, 234}, {58, 129, 205}, {24, 76, 149}}};

/// Blue for -1, white for 0, red for 1, interpolated in sRGB; clamps to [-1, 1], throws non_finite_value on NaN.
constexpr rgb colour(double value) {
    if (value != value) throw non_finite_value("colour: found NaN, needs a value in [-1, 1]");
    auto const& anchors = value < 0 ? negative_anchors : positive_anchors;
    double const magnitude = std::min(value < 0 ? -value : value, 1.0) * static_cast<double>(anchors.size() - 1);
    auto const segment = std::min(static_cast<std::size_t>(magnitude), anchors.size() - 2);
    double const part = magnitude - static_cast<double>(segment);
    auto const mix = [part](std::uint8_t from, std::uint8_t to) {
        return static_cast<std::uint8_t>((static_cast<int>(2 * (from + part * (to - from))) + 1) / 2);  // rounded
    };
    rgb const from = anchors[segment], to = anchors[segment + 1];
    return {mix(from.red, to.red), mix(from.green, to.green), mix(from.blue, to.blue)};
}

}  // namespace constexplain::render
