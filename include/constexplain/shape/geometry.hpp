#pragma once
/// What a kernel needs to know of a layer, in numbers: all of it is known when the program is compiled.
#include <constexplain/shape/window.hpp>

namespace constexplain {

/// Rounds `count` up to a multiple of `unit`.
constexpr size_t round_up_to(size_t count, size_t unit) { return (count + unit - 1) / unit * unit; }

/// Offsets are in scalars, each a multiple of 16, so that every buffer starts on a cache line.
inline constexpr size_t buffer_unit = 16;

/// A linear layer as a window over an image of channels-last pixels. A dense layer is one pixel.
struct linear_geometry {
    size_t in_height = 1, in_width = 1, in_channels = 1;
    size_t out_height = 1, out_width = 1, out_channels = 1;
    window over{};
    size_t groups = 1;
    bool has_bias = true;

    [[nodiscard]] constexpr size_t group_in() const { return in_channels / groups; }
    [[nodiscard]] constexpr size_t group_out() const { return out_channels / groups; }
    [[nodiscard]] constexpr size_t taps() const { return over.kernel.height * over.kernel.width; }
    [[nodiscard]] constexpr size_t in_count() const { return in_height * in_width * in_channels; }
    [[nodiscard]] constexpr size_t out_pixels() const { return out_height * out_width; }
    [[nodiscard]] constexpr size_t out_count() const { return out_pixels() * out_channels; }
    [[nodiscard]] constexpr size_t weight_count() const { return out_channels * group_in() * taps(); }
    [[nodiscard]] constexpr size_t multiply_accumulates() const { return out_pixels() * weight_count(); }
    /// One filter for each channel.
    [[nodiscard]] constexpr bool is_depthwise() const { return groups > 1 && group_in() == 1 && group_out() == 1; }
};

/// A pooling layer: one window for each channel.
struct pool_geometry {
    size_t in_height = 1, in_width = 1, channels = 1;
    size_t out_height = 1, out_width = 1;
    window over{};

    [[nodiscard]] constexpr size_t in_count() const { return in_height * in_width * channels; }
    [[nodiscard]] constexpr size_t out_count() const { return out_height * out_width * channels; }
};

/// The order of a layer boundary's elements in memory: `planes` pixels of `channels` values each, while users
/// count `channels` planes. A flattened image keeps its pixels' order; the weights that read it are permuted.
struct memory_order {
    size_t channels = 0;
    size_t planes = 0;

    [[nodiscard]] constexpr bool is_users_order() const { return channels == 1 || planes == 1; }
    /// The place in memory of the element that users call number `index`.
    [[nodiscard]] constexpr size_t place_of(size_t index) const { return index % planes * channels + index / planes; }
    friend constexpr bool operator==(memory_order const&, memory_order const&) = default;
};

}  // namespace constexplain
