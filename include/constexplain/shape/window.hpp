#pragma once
/// Sliding windows over height and width: kernel, stride, padding, dilation, and the output they give.
#include <constexplain/shape/shape.hpp>

namespace constexplain {

/// A pair (height, width); one number means both.
struct extent_2d {
    size_t height = 1;
    size_t width = 1;
    constexpr extent_2d() = default;
    constexpr extent_2d(size_t side) : height(side), width(side) {}
    constexpr extent_2d(size_t h, size_t w) : height(h), width(w) {}
    friend constexpr bool operator==(extent_2d const&, extent_2d const&) = default;
};

/// Zeros around the image, in elements.
struct padding_2d {
    size_t top = 0, left = 0, bottom = 0, right = 0;
    constexpr padding_2d() = default;
    constexpr padding_2d(size_t all) : top(all), left(all), bottom(all), right(all) {}
    constexpr padding_2d(size_t vertical, size_t horizontal)
        : top(vertical)
        , left(horizontal)
        , bottom(vertical)
        , right(horizontal) {}
    constexpr padding_2d(size_t t, size_t l, size_t b, size_t r) : top(t), left(l), bottom(b), right(r) {}
    friend constexpr bool operator==(padding_2d const&, padding_2d const&) = default;
};

/// How the padding is chosen: given, or such that the output is ceil(input / stride) with the odd element
/// after (TensorFlow's SAME, ONNX's SAME_UPPER) or before the image (SAME_LOWER).
enum class padding_mode : unsigned char { given, same, same_lower };

/// A window before the image it slides over is known.
struct window {
    extent_2d kernel{};
    extent_2d stride{};
    padding_2d padding{};
    extent_2d dilation{};
    padding_mode mode = padding_mode::given;
    bool round_up = false;  ///< a last window may start inside the image and end outside (ONNX's ceil_mode)

    [[nodiscard]] constexpr size_t span_height() const { return dilation.height * (kernel.height - 1) + 1; }
    [[nodiscard]] constexpr size_t span_width() const { return dilation.width * (kernel.width - 1) + 1; }
    [[nodiscard]] constexpr bool has_padding() const {
        return mode != padding_mode::given || padding != padding_2d{};
    }

    /// The same window with its padding in numbers, for an image of this size.
    [[nodiscard]] constexpr window over(size_t height, size_t width) const {
        window w = *this;
        if (mode == padding_mode::given) return w;
        auto const total = [](size_t in, size_t stride_, size_t span) {
            size_t const reach = ((in + stride_ - 1) / stride_ - 1) * stride_ + span;
            return reach > in ? reach - in : 0;
        };
        size_t const v = total(height, stride.height, span_height());
        size_t const h = total(width, stride.width, span_width());
        size_t const odd = mode == padding_mode::same_lower ? 1 : 0;
        w.padding = {(v + odd) / 2, (h + odd) / 2, v - (v + odd) / 2, h - (h + odd) / 2};
        w.mode = padding_mode::given;
        return w;
    }

    /// Whether at least one window fits.
    [[nodiscard]] constexpr bool fits(size_t height, size_t width) const {
        window const w = over(height, width);
        return height + w.padding.top + w.padding.bottom >= span_height() &&
               width + w.padding.left + w.padding.right >= span_width();
    }
    /// Whether every window has at least one tap inside the image; dilated windows may step over a small one.
    [[nodiscard]] constexpr bool every_window_meets(size_t height, size_t width) const {
        window const w = over(height, width);
        return meets(height, w.padding.top, dilation.height, kernel.height, stride.height, out_height(height)) &&
               meets(width, w.padding.left, dilation.width, kernel.width, stride.width, out_width(width));
    }
    [[nodiscard]] constexpr size_t out_height(size_t height) const {
        window const w = over(height, 1);
        return count(height, w.padding.top, w.padding.bottom, span_height(), stride.height);
    }
    [[nodiscard]] constexpr size_t out_width(size_t width) const {
        window const w = over(1, width);
        return count(width, w.padding.left, w.padding.right, span_width(), stride.width);
    }

    [[nodiscard]] static constexpr bool meets(size_t in, size_t before, size_t gap, size_t taps, size_t step,
                                              size_t outputs) {
        for (size_t o = 0; o < outputs; ++o) {
            bool inside = false;
            for (size_t k = 0; k < taps; ++k)
                inside |= o * step + k * gap >= before && o * step + k * gap < before + in;
            if (!inside) return false;
        }
        return true;
    }
    [[nodiscard]] constexpr size_t count(size_t in, size_t before, size_t after, size_t span, size_t step) const {
        size_t const room = in + before + after - span;
        size_t n = room / step + 1;
        // A window that rounding up adds must start inside the image or the padding before it.
        if (round_up && room % step != 0 && n * step < in + before) ++n;
        return n;
    }
};

constexpr meta::text_writer& operator<<(meta::text_writer& out, window const& w) {
    return out << "k=" << w.kernel.height << "x" << w.kernel.width << ",s=" << w.stride.height << "x"
               << w.stride.width << ",p=" << w.padding.top << "," << w.padding.left << "," << w.padding.bottom << ","
               << w.padding.right << ",d=" << w.dilation.height << "x" << w.dilation.width;
}

}  // namespace constexplain
