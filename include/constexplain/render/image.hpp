#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace constexplain::render {

/// A colour in sRGB, eight bits per channel.
struct rgb {
    std::uint8_t red, green, blue;

    friend constexpr bool operator==(rgb, rgb) = default;
};

inline constexpr rgb white{255, 255, 255};
inline constexpr rgb black{0, 0, 0};

/// An image of no or excessive size, or a drawing that leaves its image.
struct image_error : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

/// Where a rectangle lies: its left upper corner and its size in pixels.
struct rectangle {
    std::size_t x, y, width, height;
};

/// Rows of pixels from top to bottom; red, green and blue side by side.
class image {
public:
    static constexpr std::size_t largest_side = 32'768;

    /// Throws image_error unless both sides are from 1 to largest_side.
    image(std::size_t width, std::size_t height, rgb background = white)
        : width_{width}
        , height_{height}
        , bytes_(checked_size(width, height)) {
        fill({0, 0, width, height}, background);
    }

    std::size_t width() const noexcept { return width_; }
    std::size_t height() const noexcept { return height_; }

    /// Three bytes per pixel, without gaps between rows.
    std::span<std::uint8_t const> bytes() const noexcept { return bytes_; }
    std::span<std::uint8_t> bytes() noexcept { return bytes_; }

    rgb at(std::size_t x, std::size_t y) const {
        require_inside({x, y, 1, 1}, "pixel");
        auto const* const p = bytes_.data() + offset(x, y);
        return {p[0], p[1], p[2]};
    }

    void set(std::size_t x, std::size_t y, rgb value) {
        require_inside({x, y, 1, 1}, "pixel");
        put(x, y, value);
    }

    void fill(rectangle area, rgb value) {
        require_inside(area, "filled rectangle");
        for (std::size_t y = area.y; y != area.y + area.height; ++y)
            for (std::size_t x = area.x; x != area.x + area.width; ++x) put(x, y, value);
    }

    /// Draws a frame of the given thickness along the inside of the area's edge.
    void border(rectangle area, rgb value, std::size_t thickness = 1) {
        require_inside(area, "border");
        auto const across = std::min(thickness, area.width);
        auto const down = std::min(thickness, area.height);
        fill({area.x, area.y, area.width, down}, value);
        fill({area.x, area.y + area.height - down, area.width, down}, value);
        fill({area.x, area.y, across, area.height}, value);
        fill({area.x + area.width - across, area.y, across, area.height}, value);
    }

    /// Copies all of source, its left upper corner to (x, y).
    void blit(image const& source, std::size_t x, std::size_t y) {
        require_inside({x, y, source.width_, source.height_}, "blit");
        for (std::size_t row = 0; row != source.height_; ++row)
            std::copy_n(source.bytes_.data() + source.offset(0, row), 3 * source.width_,
                        bytes_.data() + offset(x, y + row));
    }

    friend bool operator==(image const&, image const&) = default;

private:
    static std::size_t checked_size(std::size_t width, std::size_t height) {
        if (width == 0 || height == 0 || width > largest_side || height > largest_side)
            throw image_error("image: found " + std::to_string(width) + " x " + std::to_string(height) +
                              " pixels, needs 1 to " + std::to_string(largest_side) + " each way");
        return 3 * width * height;
    }

    void require_inside(rectangle area, char const* what) const {
        if (area.x > width_ || area.width > width_ - area.x || area.y > height_ || area.height > height_ - area.y)
            throw image_error(std::string{what} + ": " + std::to_string(area.width) + " x " +
                              std::to_string(area.height) + " pixels at (" + std::to_string(area.x) + ", " +
                              std::to_string(area.y) + ") leave the image of " + std::to_string(width_) + " x " +
                              std::to_string(height_));
    }

    std::size_t offset(std::size_t x, std::size_t y) const noexcept { return 3 * (y * width_ + x); }

    void put(std::size_t x, std::size_t y, rgb value) noexcept {
        auto* const p = bytes_.data() + offset(x, y);
        p[0] = value.red;
        p[1] = value.green;
        p[2] = value.blue;
    }

    std::size_t width_, height_;
    std::vector<std::uint8_t> bytes_;
};

/// Every pixel as a square of factor x factor pixels (nearest neighbour).
inline image upscaled(image const& source, std::size_t factor) {
    if (factor > image::largest_side)
        throw image_error("upscaled: found factor " + std::to_string(factor) + ", needs at most " +
                          std::to_string(image::largest_side));
    image result{source.width() * factor, source.height() * factor};
    for (std::size_t y = 0; y != source.height(); ++y)
        for (std::size_t x = 0; x != source.width(); ++x)
            result.fill({x * factor, y * factor, factor, factor}, source.at(x, y));
    return result;
}

}  // namespace constexplain::render
