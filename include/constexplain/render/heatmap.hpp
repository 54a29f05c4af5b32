#pragma once

#include <constexplain/render/colour_map.hpp>
#include <constexplain/render/image.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace constexplain::render {

/// The extents of values stored channels first: [channels][height][width].
struct channels_first {
    std::size_t channels, height, width;
};

/// The values' number or the channels are not what the drawing needs.
struct extents_error : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

/// A scale that is not a positive number, or a percentage outside (0, 100].
struct scale_error : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

namespace detail {

inline void require_extents(char const* what, std::size_t found, channels_first extents) {
    auto const [channels, height, width] = extents;
    // Division, since a product of hostile extents could wrap around and fit.
    bool const fits = channels != 0 && height != 0 && width != 0 && found % channels == 0 &&
                      found / channels % height == 0 && found / channels / height == width;
    if (!fits)
        throw extents_error(std::string{what} + ": found " + std::to_string(found) + " values, needs " +
                            std::to_string(channels) + " x " + std::to_string(height) + " x " +
                            std::to_string(width));
}

inline void require_finite(char const* what, double value, std::size_t index) {
    if (!std::isfinite(value))
        throw non_finite_value(std::string{what} + ": found " + std::to_string(value) + " at index " +
                               std::to_string(index) + ", needs finite values");
}

template<std::floating_point T>
std::vector<double> sum_over_channels(std::span<T const> relevance, channels_first extents) {
    require_extents("relevance", relevance.size(), extents);
    std::vector<double> map(extents.height * extents.width);
    for (std::size_t i = 0; i != relevance.size(); ++i) {
        require_finite("relevance", static_cast<double>(relevance[i]), i);
        map[i % map.size()] += static_cast<double>(relevance[i]);
    }
    for (std::size_t i = 0; i != map.size(); ++i) require_finite("relevance summed over channels", map[i], i);
    return map;
}

template<std::floating_point T>
image picture(std::span<T const> values, channels_first extents, double low, double high) {
    require_extents("picture", values.size(), extents);
    if (extents.channels != 1 && extents.channels != 3)
        throw extents_error("picture: found " + std::to_string(extents.channels) +
                            " channels, needs 1 (grey) or 3 (red, green, blue)");
    if (!(low < high) || !std::isfinite(high - low))
        throw scale_error("picture: found the range " + std::to_string(low) + " to " + std::to_string(high) +
                          ", needs low < high");
    auto const area = extents.height * extents.width;
    auto const byte = [&](std::size_t index) {
        auto const value = static_cast<double>(values[index]);
        require_finite("picture", value, index);
        return static_cast<std::uint8_t>(std::lround(255 * (std::clamp(value, low, high) - low) / (high - low)));
    };
    image result{extents.width, extents.height};
    for (std::size_t i = 0; i != area; ++i) {
        auto const red = byte(i);
        result.set(i % extents.width, i / extents.width,
                   extents.channels == 1 ? rgb{red, red, red} : rgb{red, byte(area + i), byte(2 * area + i)});
    }
    return result;
}

}  // namespace detail

/// One value per pixel, [height][width]. Throws non_finite_value and extents_error.
inline std::vector<double> sum_over_channels(std::span<float const> relevance, channels_first extents) {
    return detail::sum_over_channels(relevance, extents);
}
inline std::vector<double> sum_over_channels(std::span<double const> relevance, channels_first extents) {
    return detail::sum_over_channels(relevance, extents);
}

/// The map's largest magnitude; 1 if all values are zero, so that it always serves as a scale.
inline double maximum_scale(std::span<double const> map) {
    double largest = 0;
    for (std::size_t i = 0; i != map.size(); ++i) {
        detail::require_finite("maximum_scale", map[i], i);
        largest = std::max(largest, std::abs(map[i]));
    }
    return largest == 0 ? 1 : largest;
}

/// The magnitude that `percent` of the map's values do not exceed (nearest rank); the largest one if that is zero.
inline double percentile_scale(std::span<double const> map, double percent) {
    if (!(percent > 0 && percent <= 100))
        throw scale_error("percentile_scale: found " + std::to_string(percent) +
                          ", needs a percentage above 0 and up to 100");
    double const largest = maximum_scale(map);
    if (map.empty()) return largest;
    std::vector<double> magnitudes(map.size());
    std::ranges::transform(map, magnitudes.begin(), [](double value) { return std::abs(value); });
    auto const rank = static_cast<std::size_t>(std::ceil(percent / 100 * static_cast<double>(map.size())));
    auto const chosen =
        magnitudes.begin() + static_cast<std::ptrdiff_t>(std::clamp<std::size_t>(rank, 1, map.size()) - 1);
    std::ranges::nth_element(magnitudes, chosen);
    return *chosen == 0 ? largest : *chosen;
}

/// One pixel per value of a [height][width] map: red for `scale` and above, blue for `-scale` and below, white for zero.
/// Throws non_finite_value, extents_error and scale_error.
inline image heatmap(std::span<double const> map, std::size_t height, std::size_t width, double scale) {
    detail::require_extents("heatmap", map.size(), {1, height, width});
    if (!(scale > 0) || !std::isfinite(scale))
        throw scale_error("heatmap: found scale " + std::to_string(scale) + ", needs a finite one above 0");
    image result{width, height};
    for (std::size_t i = 0; i != map.size(); ++i) {
        detail::require_finite("heatmap", map[i], i);
        result.set(i % width, i / width, colour(map[i] / scale));
    }
    return result;
}

/// The heatmap of relevance summed over channels, scaled by its largest magnitude.
inline image heatmap(std::span<float const> relevance, channels_first extents) {
    auto const map = sum_over_channels(relevance, extents);
    return heatmap(map, extents.height, extents.width, maximum_scale(map));
}
inline image heatmap(std::span<double const> relevance, channels_first extents) {
    auto const map = sum_over_channels(relevance, extents);
    return heatmap(map, extents.height, extents.width, maximum_scale(map));
}

/// The heatmap of relevance summed over channels, by a scale that several maps may share.
inline image heatmap(std::span<float const> relevance, channels_first extents, double scale) {
    return heatmap(sum_over_channels(relevance, extents), extents.height, extents.width, scale);
}
inline image heatmap(std::span<double const> relevance, channels_first extents, double scale) {
    return heatmap(sum_over_channels(relevance, extents), extents.height, extents.width, scale);
}

/// A network's input as seen: grey for one channel, colour for three. `low` is black, `high` is full brightness.
/// Throws non_finite_value, extents_error and scale_error.
inline image picture(std::span<float const> values, channels_first extents, double low = 0, double high = 1) {
    return detail::picture(values, extents, low, high);
}
inline image picture(std::span<double const> values, channels_first extents, double low = 0, double high = 1) {
    return detail::picture(values, extents, low, high);
}

}  // namespace constexplain::render
