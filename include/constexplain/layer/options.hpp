#pragma once
/// Options of windowed layers, in any order: `conv2d<16, kernel<3>, stride<2>, same>`.
#include <constexplain/layer/layer.hpp>

#include <initializer_list>

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
    problem wrong = problem::none;  ///< the first mistake in an option; the network tells it

    constexpr bool all_positive(std::initializer_list<size_t> numbers) {
        for (size_t n : numbers)
            if (n == 0) object(problem::zero_in_an_option);
        return wrong == problem::none;
    }
    constexpr void object(problem why) { wrong = wrong == problem::none ? why : wrong; }
};
struct layer_option_tag {};
}  // namespace detail

/// An option of a layer.
template<class T>
concept layer_option = std::is_base_of_v<detail::layer_option_tag, T>;

/// The window's size: `kernel<5>` or `kernel<height, width>`.
template<size_t Height, size_t Width = Height>
struct kernel : detail::layer_option_tag {
    static constexpr void apply(detail::window_settings& s) {
        s.has_kernel = true;
        if (s.all_positive({Height, Width})) s.over.kernel = {Height, Width};
    }
};

/// The step between windows: `stride<2>` or `stride<vertical, horizontal>`.
template<size_t Vertical, size_t Horizontal = Vertical>
struct stride : detail::layer_option_tag {
    static constexpr void apply(detail::window_settings& s) {
        s.has_stride = true;
        if (s.all_positive({Vertical, Horizontal})) s.over.stride = {Vertical, Horizontal};
    }
};

/// Zeros around the image: `padding<all>`, `padding<vertical, horizontal>` or `padding<top, left, bottom, right>`.
template<size_t... Sides>
struct padding : detail::layer_option_tag {
    static constexpr void apply(detail::window_settings& s) {
        if constexpr (sizeof...(Sides) == 1 || sizeof...(Sides) == 2 || sizeof...(Sides) == 4)
            s.over.padding = {Sides...};
        else
            s.object(problem::sides_of_padding);
    }
};

/// Padding such that the output is ceil(input / stride), the odd zero after the image (TensorFlow's SAME).
struct same : detail::layer_option_tag {
    static constexpr void apply(detail::window_settings& s) { s.over.mode = padding_mode::same; }
};
/// The same with the odd zero before the image (ONNX's SAME_LOWER).
struct same_lower : detail::layer_option_tag {
    static constexpr void apply(detail::window_settings& s) { s.over.mode = padding_mode::same_lower; }
};

/// The step between a window's taps: `dilation<2>` or `dilation<vertical, horizontal>`.
template<size_t Vertical, size_t Horizontal = Vertical>
struct dilation : detail::layer_option_tag {
    static constexpr void apply(detail::window_settings& s) {
        if (s.all_positive({Vertical, Horizontal})) s.over.dilation = {Vertical, Horizontal};
    }
};

/// Convolution in groups: output group g sees input group g only. Depthwise where it equals the channels.
template<size_t Count>
struct groups : detail::layer_option_tag {
    static constexpr void apply(detail::window_settings& s) {
        if (s.all_positive({Count})) s.groups = Count;
    }
};

/// A linear layer without bias.
struct without_bias : detail::layer_option_tag {
    static constexpr void apply(detail::window_settings& s) { s.bias = false; }
};

/// Average pooling divides by the whole window's size, its zeros included (PyTorch's default). Without this
/// option it divides by the number of taps inside the image (ONNX's default).
struct count_padding : detail::layer_option_tag {
    static constexpr void apply(detail::window_settings& s) { s.count_padding = true; }
};

/// A last window may start inside the image and end outside it (PyTorch's and ONNX's ceil_mode).
struct round_up : detail::layer_option_tag {
    static constexpr void apply(detail::window_settings& s) { s.over.round_up = true; }
};

namespace detail {
/// Options are not constrained: what is none is told with the layer's place in the network.
template<class Option>
constexpr void apply_option(window_settings& s) {
    if constexpr (layer_option<Option>)
        Option::apply(s);
    else
        s.object(problem::foreign_option);
}
template<class... Options>
constexpr window_settings settings_of() {
    window_settings s;
    (apply_option<Options>(s), ...);
    return s;
}
template<extent_2d Kernel, class... Options>
constexpr window_settings pool_settings_of() {
    window_settings s;
    if (s.all_positive({Kernel.height, Kernel.width})) s.over.kernel = Kernel;
    (apply_option<Options>(s), ...);
    if (s.has_kernel || s.groups != 1 || !s.bias) s.object(problem::foreign_option);
    if (!s.has_stride) s.over.stride = s.over.kernel;  // windows side by side unless said otherwise
    return s;
}
}  // namespace detail

}  // namespace constexplain
