#pragma once
/// The layers that a model is translated to, with their numbers. They mirror include/constexplain/layer.
#include "importer/array.hpp"

#include <constexplain/shape/window.hpp>

#include <optional>

namespace constexplain::importer {

struct input_layer {};

/// Numbers of a linear layer. Factors wait here in double until the weights are rounded once, at the end.
struct linear_numbers {
    std::vector<float> weight;       ///< [out][in / groups][h][w], or [out][in]
    std::vector<double> bias;        ///< empty where there is none
    std::vector<double> out_factor;  ///< of each output channel's weights; empty: 1
    std::vector<double> in_factor;   ///< of each input channel's weights; empty: 1
};

struct convolution {
    size_t width = 0, groups = 1;
    window over{};
    linear_numbers numbers;
};

struct fully_connected {
    size_t width = 0;
    linear_numbers numbers;
};

enum class pooling_kind { max, average };

struct pooling {
    pooling_kind kind = pooling_kind::max;
    window over{};
    bool count_padding = false;
};

struct global_average {};
struct global_max {};

/// Zeros, or `value`, around an image; folded into the layer behind it where that is exact.
struct image_padding {
    padding_2d sides{};
    double value = 0;
};

enum class function {
    relu,
    relu6,
    leaky_relu,  ///< a: alpha, b: gamma: slope
    sigmoid,
    tanh,
    clip,  ///< a, b: bounds
    elu,   ///< a: alpha, b: gamma
    selu,
    silu,
    hard_sigmoid,  ///< a, b: slope and offset
    hard_swish,
    mish,
    softplus,
    softsign,
    gelu,
    gelu_tanh,
    erf  ///< a part of gelu, never a layer by itself
};

struct activation {
    function of = function::relu;
    double a = 0, b = 0;
};

/// A slope for each channel's negative values.
struct channel_slopes {
    std::vector<float> slopes;
};

struct softmax_layer {
    bool is_logarithm = false;
};
struct flatten_layer {};

/// Channels become squares of pixels: `crd` as ONNX's mode of that name, else as DCR.
struct channels_to_pixels {
    size_t block = 1;
    bool crd = false;
};

/// factor * x + offset for each channel.
struct affine {
    std::vector<double> factor, offset;
    /// The four arrays that a batch normalisation came with, until it is merged with another factor or offset.
    struct statistics {
        std::vector<float> weight, bias, mean, variance;
        double epsilon = 0;
    };
    std::optional<statistics> batch_norm;
};

struct response_normalisation {
    size_t size = 1;
    double alpha = 0, beta = 0, bias = 0;
};

/// Over a vector's elements, or over the features of each step of a sequence.
struct layer_normalisation {
    std::vector<float> weight, bias;
    double epsilon = 0;
};

struct embedding_layer {
    size_t rows = 0, width = 0;
    std::vector<float> weight;
};

struct sequence_mean {};

/// The steps and the features of a sequence as the channels of a length, or the other way round.
struct sequence_to_channels_layer {};
struct channels_to_sequence_layer {};

/// ONNX's arrays as they are: gates of LSTM in the order i, o, f, c, of GRU z, r, h.
struct recurrent {
    bool is_lstm = true;
    size_t hidden = 0;
    std::vector<float> weight, recurrent_weight;  ///< [gates * hidden][in], [gates * hidden][hidden]
    std::vector<float> bias;                      ///< input biases, then recurrent biases; empty where there are none
    bool linear_before_reset = false;
    bool only_last = false, reversed = false, hard_gates = false;
};

struct sum_layer {};
struct concatenation_layer {};

using layer_op =
    std::variant<input_layer, convolution, fully_connected, pooling, global_average, global_max, image_padding,
                 activation, channel_slopes, softmax_layer, flatten_layer, channels_to_pixels, affine,
                 response_normalisation, layer_normalisation, embedding_layer, sequence_mean,
                 sequence_to_channels_layer, channels_to_sequence_layer, recurrent, sum_layer, concatenation_layer>;

/// How many elements lie in one channel of a shape that is channels first.
size_t plane_of(extents const& shape);
/// Channels, length as an image of height 1; an image as it is.
extents as_image(extents const& shape);

/// One layer: what it does, whose outputs it reads, and its output's shape as the library counts it.
struct layer {
    layer_op op;
    std::vector<size_t> inputs;
    extents shape;             ///< without batch, channels first unless it is that of a sequence
    std::string name;          ///< of the array that gave its parameters
    std::string where;         ///< the node that it comes from, for messages
    std::string node;          ///< that node's own name
    bool steps_first = false;  ///< the shape is that of a sequence: steps, features

    [[nodiscard]] size_t channel_axis() const { return steps_first ? 1 : 0; }
    [[nodiscard]] size_t channels() const { return shape[channel_axis()]; }
    /// The channel of an element of the output.
    [[nodiscard]] size_t channel_of(size_t element) const {
        return steps_first ? element % shape[1] : element / plane_of(shape);
    }
};

/// The layers of a network in an order of execution. Layer 0 is the input.
struct layer_graph {
    std::vector<layer> layers;
    size_t output = 0;

    /// How many layers read each one's output; the network's output counts as read.
    [[nodiscard]] std::vector<size_t> readers() const;
    /// Leaves out what the output does not depend on; the input stays.
    void remove_unused();
};

}  // namespace constexplain::importer
