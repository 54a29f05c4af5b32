#pragma once
/// What a kernel needs to know of a layer, in numbers: all of it is known when the program is compiled.
#include <constexplain/shape/window.hpp>

namespace constexplain {

/// Rounds `count` up to a multiple of `unit`.
constexpr size_t round_up_to(size_t count, size_t unit) { return (count + unit - 1) / unit * unit; }

/// Offsets are in scalars, each a multiple of 16, so that every buffer starts on a cache line.
inline constexpr size_t buffer_unit = 16;

/// A linear layer as a window over an image of channels-last pixels. A dense layer is one pixel, of a batch one for each
/// sample.
struct linear_geometry {
    size_t in_height = 1, in_width = 1, in_channels = 1;
    size_t out_height = 1, out_width = 1, out_channels = 1;
    window over{};
    size_t groups = 1;
    bool has_bias = true;
    bool zeros_are_common = false;    ///< among the inputs of a layer without taps, as behind a rectifier
    size_t samples = 1;               ///< of a batch that goes through a dense layer together
    bool is_of_small_network = true;  ///< whose parameters fit a first-level cache twice

    [[nodiscard]] constexpr size_t group_in() const { return in_channels / groups; }
    [[nodiscard]] constexpr size_t group_out() const { return out_channels / groups; }
    [[nodiscard]] constexpr size_t taps() const { return over.kernel.height * over.kernel.width; }
    [[nodiscard]] constexpr size_t in_count() const { return in_height * in_width * in_channels; }
    [[nodiscard]] constexpr size_t out_pixels() const { return out_height * out_width; }
    [[nodiscard]] constexpr size_t out_count() const { return out_pixels() * out_channels; }
    [[nodiscard]] constexpr size_t weight_count() const { return out_channels * group_in() * taps(); }
    [[nodiscard]] constexpr size_t multiply_accumulates() const { return out_pixels() * weight_count(); }
    /// One pixel: a dense layer, or a convolution of it.
    [[nodiscard]] constexpr bool is_dense() const {
        return groups == 1 && taps() == 1 && in_height * in_width == 1 && out_pixels() == 1;
    }
    /// One filter for each channel.
    [[nodiscard]] constexpr bool is_depthwise() const { return groups > 1 && group_in() == 1 && group_out() == 1; }
};

/// A dense layer for so many samples at once: an image of one row, whose pixels share each weight that is read. Other
/// layers are left alone: they take one sample after the other.
constexpr linear_geometry of_samples(linear_geometry g, size_t samples) {
    if (samples == 1 || !g.is_dense()) return g;
    g.in_width = g.out_width = g.samples = samples;
    g.zeros_are_common = false;
    return g;
}

/// Parameters that fit a first-level cache twice.
inline constexpr size_t small_parameters = 4096;
/// Whether a dense layer keeps its weights transposed too: where all of its network fits a first-level cache so, since reading from
/// the next one takes longer than adding up dot products; or where it has few outputs, of which adding up is most of the work.
constexpr bool keeps_transposed(linear_geometry const& g, size_t lanes) {
    return lanes > 1 && (g.is_dense() || g.samples > 1) &&
           g.in_channels * round_up_to(g.out_channels, lanes) <= small_parameters &&
           (g.is_of_small_network || g.out_channels <= 16);
}

/// A convolution that sees no neighbours, as one row of pixels: images of any sides share its kernel, and tiles are longer.
constexpr linear_geometry in_one_row(linear_geometry g) {
    auto const& w = g.over;
    if (g.taps() != 1 || w.stride != extent_2d{1, 1} || g.out_pixels() != g.in_height * g.in_width ||
        g.out_height != g.in_height)
        return g;
    g.in_width = g.out_width = g.out_pixels();
    g.in_height = g.out_height = 1;
    return g;
}

/// Along one axis, what sends to the input positions phase, phase + stride, ... of a convolution: its output convolved with
/// every stride-th tap, the last one first.
struct turned_axis {
    size_t taps = 0;
    size_t count = 0;         ///< positions of the phase
    size_t before = 0;        ///< padding
    bool is_regular = false;  ///< the padding is not negative
};
constexpr turned_axis turned_along(size_t extent, size_t taps, size_t stride, size_t dilation, size_t padding,
                                   size_t phase) {
    turned_axis axis;
    size_t const first = (phase + padding) % stride, skipped = (phase + padding) / stride;
    axis.taps = first < taps ? (taps - first + stride - 1) / stride : 0;
    axis.count = phase < extent ? (extent - phase + stride - 1) / stride : 0;
    axis.is_regular = axis.taps == 0 || skipped <= (axis.taps - 1) * dilation;
    if (axis.taps > 0 && axis.is_regular) axis.before = (axis.taps - 1) * dilation - skipped;
    return axis;
}
constexpr turned_axis turned_rows(linear_geometry const& g, size_t phase) {
    return turned_along(g.in_height, g.over.kernel.height, g.over.stride.height, g.over.dilation.height,
                        g.over.padding.top, phase);
}
constexpr turned_axis turned_columns(linear_geometry const& g, size_t phase) {
    return turned_along(g.in_width, g.over.kernel.width, g.over.stride.width, g.over.dilation.width,
                        g.over.padding.left, phase);
}

/// Whether the transposed product of a convolution can be computed as forward products of convolutions with turned
/// kernels, one for each phase of the stride, on vectors of `lanes` scalars that run over its input channels. They should
/// fill the vectors, and the second copy of the weights should not be large. A batch uses what its dense layer keeps.
constexpr bool can_be_turned(linear_geometry const& g, size_t lanes) {
    auto const& w = g.over;
    if (g.samples > 1) return keeps_transposed(g, lanes);
    if (lanes == 1 || g.groups != 1 || g.is_dense() || 2 * g.in_channels < lanes ||
        g.weight_count() > size_t{4} << 20U || w.padding.bottom >= w.span_height() ||
        w.padding.right >= w.span_width() || w.stride.height > 2 || w.stride.width > 2 ||
        (w.stride != extent_2d{1, 1} && w.dilation != extent_2d{1, 1}))
        return false;
    for (size_t phase = 0; phase < w.stride.height; ++phase)
        if (!turned_rows(g, phase).is_regular) return false;
    for (size_t phase = 0; phase < w.stride.width; ++phase)
        if (!turned_columns(g, phase).is_regular) return false;
    return true;
}

/// The pixels of a row of quotients for turned kernels: with zeros beside it, so that every window of the turned convolution
/// lies inside along it.
constexpr size_t turned_pitch(linear_geometry const& g) {
    return g.over.stride.width == 1 ? g.in_width + g.over.span_width() - 1 : g.out_width;
}

/// The convolution with turned kernels, over the quotients, that gives the inputs of one phase: rows `phase.height`,
/// `phase.height` + stride, ..., columns likewise.
constexpr linear_geometry turned_convolution(linear_geometry const& g, extent_2d phase) {
    turned_axis const rows = turned_rows(g, phase.height), columns = turned_columns(g, phase.width);
    linear_geometry t;
    t.in_height = g.out_height;
    t.in_width = turned_pitch(g);
    t.in_channels = g.out_channels;
    t.out_height = rows.count;
    t.out_width = columns.count;
    t.out_channels = g.in_channels;
    t.over.kernel = {rows.taps, columns.taps};
    t.over.dilation = g.over.dilation;
    t.over.padding.top = rows.before;
    t.over.padding.left = g.over.stride.width == 1 ? 0 : columns.before;
    t.has_bias = false;
    t.zeros_are_common = t.taps() == 1 && g.samples == 1;  // what has no relevance
    return t;
}

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
