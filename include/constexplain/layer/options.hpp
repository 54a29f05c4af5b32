#pragma once
/// Options of windowed layers, in any order: `conv2d<16, kernel<3>, stride<2>, same>`.
#include <constexplain/layer/layer.hpp>

namespace constexplain {

namespace detail {
/// All that the options of one layer say.
struct window_settings {
    window over{};
    size_t groups = 1;
    bool bias = true;
    bool count_padding = false;
    bool has_kernel = false;
    bool has_stride = false;
};
struct layer_option {};
}  // namespace detail

/// An option of a layer.
template<class T>
concept layer_option = std::is_base_of_v<detail::layer_option, T>;

/// The window's size: `kernel<5>` or `kernel<height, width>`.
template<size_t Height, size_t Width = Height>
struct kernel : detail::layer_option {
    static_assert(Height > 0 && Width > 0, "kernel: both sides must be at least 1");
    static constexpr void apply(detail::window_settings& s) {
        s.over.kernel = {Height, Width};
        s.has_kernel = true;
    }
};

/// The step between windows: `stride<2>` or `stride<vertical, horizontal>`.
template<size_t Vertical, size_t Horizontal = Vertical>
struct stride : detail::layer_option {
    static_assert(Vertical > 0 && Horizontal > 0, "stride: both steps must be at least 1");
    static constexpr void apply(detail::window_settings& s) {
        s.over.stride = {Vertical, Horizontal};
        s.has_stride = true;
    }
};

/// Zeros around the image: `padding<all>`, `padding<vertical, horizontal>` or `padding<top, left, bottom, right>`.
template<size_t... Sides>
struct padding : detail::layer_option {
    static_assert(sizeof...(Sides) == 1 || sizeof...(Sides) == 2 || sizeof...(Sides) == 4,
                  "padding: give one, two (vertical, horizontal) or four numbers (top, left, bottom, right)");
    static constexpr void apply(detail::window_settings& s) { s.over.padding = {Sides...}; }
};

/// Padding such that the output is ceil(input / stride), the odd zero after the image (TensorFlow's SAME).
struct same : detail::layer_option {
    static constexpr void apply(detail::window_settings& s) { s.over.mode = padding_mode::same; }
};
/// The same with the odd zero before the image (ONNX's SAME_LOWER).
struct same_lower : detail::layer_option {
    static constexpr void apply(detail::window_settings& s) { s.over.mode = padding_mode::same_lower; }
};

/// The step between a window's taps: `dilation<2>` or `dilation<vertical, horizontal>`.
template<size_t Vertical, size_t Horizontal = Vertical>
struct dilation : detail::layer_option {
    static_assert(Vertical > 0 && Horizontal > 0, "dilation: both steps must be at least 1");
    static constexpr void apply(detail::window_settings& s) { s.over.dilation = {Vertical, Horizontal}; }
};

/// Convolution in groups: output group g sees input group g only. Depthwise where it equals the channels.
template<size_t Count>
struct groups : detail::layer_option {
    static_assert(Count > 0, "groups: at least 1");
    static constexpr void apply(detail::window_settings& s) { s.groups = Count; }
};

/// A linear layer without bias.
struct without_bias : detail::layer_option {
    static constexpr void apply(detail::window_settings& s) { s.bias = false; }
};

/// Average pooling divides by the whole window's size, its zeros included (PyTorch's default). Without this
/// option it divides by the number of taps inside the image (ONNX's default).
struct count_padding : detail::layer_option {
    static constexpr void apply(detail::window_settings& s) { s.count_padding = true; }
};

/// A last window may start inside the image and end outside it (PyTorch's and ONNX's ceil_mode).
struct round_up : detail::layer_option {
    static constexpr void apply(detail::window_settings& s) { s.over.round_up = true; }
};

namespace detail {
template<class... Options>
constexpr window_settings settings_of() {
    window_settings s;
    (Options::apply(s), ...);
    return s;
}
template<extent_2d Kernel, class... Options>
constexpr window_settings pool_settings_of() {
    window_settings s;
    s.over.kernel = Kernel;
    (Options::apply(s), ...);
    if (!s.has_stride) s.over.stride = Kernel;  // windows side by side unless said otherwise
    return s;
}
template<class... Options>
inline constexpr bool only_options_of_pools =
    settings_of<Options...>().bias && settings_of<Options...>().groups == 1 && !settings_of<Options...>().has_kernel;
}  // namespace detail

}  // namespace constexplain
