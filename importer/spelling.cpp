#include "importer/spelling.hpp"

#include "importer/simplify.hpp"

#include <constexplain/layer/clip.hpp>
#include <constexplain/layer/elu.hpp>
#include <constexplain/layer/gelu.hpp>
#include <constexplain/layer/hard_swish.hpp>
#include <constexplain/layer/layers.hpp>
#include <constexplain/layer/mish.hpp>
#include <constexplain/layer/silu.hpp>
#include <constexplain/layer/softplus.hpp>
#include <constexplain/layer/softsign.hpp>

#include <array>
#include <charconv>

namespace constexplain::importer {

namespace {

template<class... Ts>
struct overloaded : Ts... {
    using Ts::operator()...;
};
template<class... Ts>
overloaded(Ts...) -> overloaded<Ts...>;

/// What `write` appends to a text writer of the library.
template<class Write>
std::string written(Write const& write) {
    meta::text_writer counter;
    write(counter);
    std::string text(counter.size(), ' ');
    meta::text_writer writer(text.data());
    write(writer);
    return text;
}

constexplain::shape library_shape(extents const& dims) {
    constexplain::shape result;  // what is asked here does not depend on which axis is the first
    result.rank = dims.size();
    for (size_t k = 0; k < dims.size() && k < result.extents.size(); ++k) result.extents[k] = dims[k];
    return result;
}

/// The signature of a library layer without numbers.
template<class L>
std::string signature_of_library(extents const& in) {
    return written([&](meta::text_writer& text) { L::write(text, library_shape(in)); });
}

std::string number(double v) { return decimal(v); }
std::string number(size_t v) { return std::to_string(v); }

/// `name<1, 2>`; equal numbers may be said once.
std::string pair_option(std::string_view name, extent_2d pair) {
    std::string text(name);
    text.append("<").append(number(pair.height));
    if (pair.width != pair.height) text.append(", ").append(number(pair.width));
    return text + ">";
}

std::string padding_option(padding_2d const& p) {
    if (p.top == p.bottom && p.left == p.right)
        return p.top == p.left ? "padding<" + number(p.top) + ">"
                               : "padding<" + number(p.top) + ", " + number(p.left) + ">";
    return "padding<" + number(p.top) + ", " + number(p.left) + ", " + number(p.bottom) + ", " + number(p.right) +
           ">";
}

/// The options that a window needs where it is not plain.
std::string window_options(window const& over, extent_2d plain_stride) {
    std::string text;
    if (over.stride != plain_stride) text += ", " + pair_option("stride", over.stride);
    if (over.padding != padding_2d{}) text += ", " + padding_option(over.padding);
    if (over.dilation != extent_2d{}) text += ", " + pair_option("dilation", over.dilation);
    return text;
}

std::string_view name_of_function(function f) {
    switch (f) {
    case function::relu: return "relu";
    case function::relu6: return "relu6";
    case function::leaky_relu: return "leaky_relu";
    case function::sigmoid: return "sigmoid";
    case function::tanh: return "tanh";
    case function::clip: return "clip";
    case function::elu: return "elu";
    case function::selu: return "selu";
    case function::silu: return "silu";
    case function::hard_sigmoid: return "hard_sigmoid";
    case function::hard_swish: return "hard_swish";
    case function::mish: return "mish";
    case function::softplus: return "softplus";
    case function::softsign: return "softsign";
    case function::gelu: return "gelu";
    case function::gelu_tanh: return "gelu_tanh";
    case function::erf: break;
    }
    return "erf";
}

size_t numbers_of_function(activation const& map) {
    if (map.of == function::clip || map.of == function::hard_sigmoid) return 2;
    if (map.of == function::elu) return map.b == 1 ? 1 : 2;
    return map.of == function::leaky_relu ? 1 : 0;
}

/// Whether an affine layer is a batch normalisation, a factor or an offset alone, or needs two layers.
bool only_scales(affine const& map) {
    for (double const v : map.offset)
        if (v != 0) return false;
    return true;
}

/// The options of a window over a length.
std::string length_options(window const& over, size_t plain_stride) {
    std::string text;
    if (over.stride.width != plain_stride) text += ", stride<" + number(over.stride.width) + ">";
    if (over.padding.left != over.padding.right)
        text += ", padding<" + number(over.padding.left) + ", " + number(over.padding.right) + ">";
    else if (over.padding.left != 0)
        text += ", padding<" + number(over.padding.left) + ">";
    if (over.dilation.width != 1) text += ", dilation<" + number(over.dilation.width) + ">";
    return text;
}

/// A window over a length in a signature.
std::string length_text(window const& over) {
    return "k=" + number(over.kernel.width) + ",s=" + number(over.stride.width) + ",p=" + number(over.padding.left) +
           "," + number(over.padding.right) + ",d=" + number(over.dilation.width);
}

std::string window_text(window const& over) {
    return written([&](meta::text_writer& text) { text << over; });
}

bool is_length(layer const& here) { return here.shape.size() == 2; }

std::string pool_type(pooling const& p, bool over_length) {
    std::string text = p.kind == pooling_kind::max ? "max_pool" : "avg_pool";
    if (over_length)
        text += "1d<" + number(p.over.kernel.width) + length_options(p.over, p.over.kernel.width);
    else if (p.over.kernel.height == p.over.kernel.width)
        text += "<" + number(p.over.kernel.height) + window_options(p.over, p.over.kernel);
    else
        text += "<extent_2d{" + number(p.over.kernel.height) + ", " + number(p.over.kernel.width) + "}" +
                window_options(p.over, p.over.kernel);
    if (p.over.round_up) text += ", round_up";
    if (p.count_padding) text += ", count_padding";
    return text + ">";
}

std::string text_of_numbers(std::string_view name, std::vector<std::string> const& numbers, std::string_view open,
                            std::string_view close, std::string_view separator) {
    std::string text(name);
    for (size_t k = 0; k < numbers.size(); ++k) text.append(k == 0 ? open : separator).append(numbers[k]);
    return numbers.empty() ? text : text.append(close);
}

/// A number as signatures write it.
std::string in_signature(double v) {
    return written([&](meta::text_writer& text) { text << v; });
}

std::string activation_type(activation const& map) {
    // `tanh` would meet the C library's function where a header's reader copies the line.
    if (map.of == function::tanh) return "tanh_activation";
    std::vector<std::string> numbers{number(map.a), number(map.b)};
    numbers.resize(numbers_of_function(map));
    return text_of_numbers(name_of_function(map.of), numbers, "<", ">", ", ");
}

std::string activation_signature(activation const& map, extents const& in) {
    switch (map.of) {
    case function::relu: return signature_of_library<constexplain::relu>(in);
    case function::relu6: return signature_of_library<constexplain::relu6>(in);
    case function::sigmoid: return signature_of_library<constexplain::sigmoid>(in);
    case function::tanh: return signature_of_library<constexplain::tanh>(in);
    case function::selu: return signature_of_library<constexplain::selu>(in);
    case function::silu: return signature_of_library<constexplain::silu>(in);
    case function::hard_swish: return signature_of_library<constexplain::hard_swish>(in);
    case function::mish: return signature_of_library<constexplain::mish>(in);
    case function::softplus: return signature_of_library<constexplain::softplus>(in);
    case function::softsign: return signature_of_library<constexplain::softsign>(in);
    case function::gelu: return signature_of_library<constexplain::gelu>(in);
    case function::gelu_tanh: return signature_of_library<constexplain::gelu_tanh>(in);
    default: break;
    }
    std::vector<std::string> numbers{in_signature(map.a), in_signature(map.b)};
    numbers.resize(numbers_of_function(map));
    return text_of_numbers(name_of_function(map.of), numbers, "(", ")", ",");
}

std::string convolution_signature(convolution const& c, bool over_length) {
    return (over_length ? "conv1d(" : "conv2d(") + number(c.width) + "," +
           (over_length ? length_text(c.over) : window_text(c.over)) + ",g=" + number(c.groups) +
           (c.numbers.bias.empty() ? ",no_bias)" : ",bias)");
}

std::string pool_signature(pooling const& p, bool over_length) {
    std::string text = p.kind == pooling_kind::max ? "max_pool" : "avg_pool";
    text += over_length ? "1d(" + length_text(p.over) : "(" + window_text(p.over);
    if (p.over.round_up) text += ",round_up";
    if (p.kind == pooling_kind::average) text += p.count_padding ? ",count_padding" : ",exclude_padding";
    return text + ")";
}

std::string convolution_type(convolution const& c, bool over_length) {
    std::string text = over_length ? "conv1d<" : "conv2d<";
    text += number(c.width) + ", " +
            (over_length ? "kernel<" + number(c.over.kernel.width) + ">" : pair_option("kernel", c.over.kernel));
    text += over_length ? length_options(c.over, 1) : window_options(c.over, {});
    if (c.groups != 1) text += ", groups<" + number(c.groups) + ">";
    return text + (c.numbers.bias.empty() ? ", without_bias>" : ">");
}

std::string recurrent_type(recurrent const& r) {
    std::string text = (r.is_lstm ? "lstm<" : "gru<") + number(r.hidden);
    if (r.only_last) text += ", only_last";
    if (r.reversed) text += ", reversed";
    if (r.linear_before_reset) text += ", reset_after";
    if (r.hard_gates) text += ", hard_gates";
    return text + (r.bias.empty() ? ", without_bias>" : ">");
}

std::string recurrent_signature(recurrent const& r) {
    std::string text = r.is_lstm ? "lstm" : r.linear_before_reset ? "gru_reset_after" : "gru";
    text += "(" + number(r.hidden) + (r.only_last ? ",last" : ",all") + (r.reversed ? ",reversed" : "") +
            (r.hard_gates ? ",hard_gates" : "");
    return text + (r.bias.empty() ? ",no_bias)" : ",bias)");
}

/// The library's order of the gates: i, f, g, o where ONNX has i, o, f, c; r, u, c where it has z, r, h.
template<class T>
std::vector<T> reordered_gates(recurrent const& r, std::vector<T> const& rows) {
    std::vector<size_t> const order = r.is_lstm ? std::vector<size_t>{0, 2, 3, 1} : std::vector<size_t>{1, 0, 2};
    size_t const block = rows.size() / order.size();
    std::vector<T> result;
    result.reserve(rows.size());
    for (size_t const gate : order)
        result.insert(result.end(), rows.begin() + static_cast<std::ptrdiff_t>(gate * block),
                      rows.begin() + static_cast<std::ptrdiff_t>((gate + 1) * block));
    return result;
}

std::vector<stored_array> recurrent_arrays(recurrent const& r, std::string const& where) {
    size_t const rows = (r.is_lstm ? 4 : 3) * r.hidden;
    std::vector<stored_array> arrays{{"weight", {rows, r.weight.size() / rows}, reordered_gates(r, r.weight)},
                                     {"recurrent", {rows, r.hidden}, reordered_gates(r, r.recurrent_weight)}};
    if (r.bias.empty()) return arrays;
    std::vector<double> of_input(r.bias.begin(), r.bias.begin() + static_cast<std::ptrdiff_t>(rows));
    std::vector<double> of_state(r.bias.begin() + static_cast<std::ptrdiff_t>(rows), r.bias.end());
    if (!r.linear_before_reset)
        for (size_t k = 0; k < rows; ++k) of_input[k] += of_state[k];
    arrays.push_back({"bias", {rows}, stored(reordered_gates(r, of_input), where)});
    if (r.linear_before_reset)
        arrays.push_back({"recurrent_bias", {rows}, stored(reordered_gates(r, of_state), where)});
    return arrays;
}

}  // namespace

std::string decimal(double number) {
    std::array<char, 64> text{};
    auto const end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    return {text.data(), end};
}

std::string shape_text(extents const& dims) {
    std::string text;
    for (size_t const extent : dims) text.append(text.empty() ? "" : " x ").append(std::to_string(extent));
    return text;
}

std::string type_of(layer const& here) {
    return std::visit(
        overloaded{
            [&](convolution const& c) { return convolution_type(c, is_length(here)); },
            [](fully_connected const& d) {
                return "dense<" + number(d.width) + (d.numbers.bias.empty() ? ", without_bias>" : ">");
            },
            [&](pooling const& p) { return pool_type(p, is_length(here)); },
            [](global_average const&) { return std::string("global_avg_pool"); },
            [](global_max const&) { return std::string("global_max_pool"); },
            [](image_padding const& p) {
                return "pad" + padding_option(p.sides).substr(std::string_view("padding").size());
            },
            [](activation const& a) { return activation_type(a); },
            [](channel_slopes const&) { return std::string("prelu"); },
            [](softmax_layer const& s) { return std::string(s.is_logarithm ? "log_softmax" : "softmax"); },
            [](flatten_layer const&) { return std::string("flatten"); },
            [](channels_to_pixels const& c) {
                return (c.crd ? "pixel_shuffle<" : "depth_to_space<") + number(c.block) + ">";
            },
            [](affine const& a) {
                return a.batch_norm ? "batch_norm<" + number(a.batch_norm->epsilon) + ">"
                                    : std::string(only_scales(a) ? "scale" : "shift");
            },
            [](response_normalisation const& n) {
                return "lrn<" + number(n.size) + ", " + number(n.alpha) + ", " + number(n.beta) + ", " +
                       number(n.bias) + ">";
            },
            [](layer_normalisation const& n) { return "layer_norm<" + number(n.epsilon) + ">"; },
            [](embedding_layer const& e) { return "embedding<" + number(e.rows) + ", " + number(e.width) + ">"; },
            [](sequence_mean const&) { return std::string("mean_over_sequence"); },
            [](sequence_to_channels_layer const&) { return std::string("sequence_to_channels"); },
            [](channels_to_sequence_layer const&) { return std::string("channels_to_sequence"); },
            [](recurrent const& r) { return recurrent_type(r); },
            [](auto const&) { return std::string(); },
        },
        here.op);
}

std::string signature_of(layer const& here, extents const& in) {
    return std::visit(
        overloaded{
            [&](convolution const& c) { return convolution_signature(c, is_length(here)); },
            [](fully_connected const& d) {
                return "dense(" + number(d.width) + (d.numbers.bias.empty() ? ",no_bias)" : ",bias)");
            },
            [&](pooling const& p) { return pool_signature(p, is_length(here)); },
            [&](global_average const&) { return signature_of_library<constexplain::global_avg_pool>(in); },
            [&](global_max const&) { return signature_of_library<constexplain::global_max_pool>(in); },
            [](image_padding const& p) {
                return "pad(" + number(p.sides.top) + "," + number(p.sides.left) + "," + number(p.sides.bottom) +
                       "," + number(p.sides.right) + ")";
            },
            [&](activation const& a) { return activation_signature(a, in); },
            [](channel_slopes const&) { return std::string("prelu"); },
            [&](softmax_layer const& s) {
                return s.is_logarithm ? signature_of_library<constexplain::log_softmax>(in)
                                      : signature_of_library<constexplain::softmax>(in);
            },
            [&](flatten_layer const&) { return signature_of_library<constexplain::flatten>(in); },
            [](channels_to_pixels const& c) {
                return (c.crd ? "pixel_shuffle(" : "depth_to_space(") + number(c.block) + ")";
            },
            [&](affine const& a) {
                if (a.batch_norm) return "batch_norm(" + in_signature(a.batch_norm->epsilon) + ")";
                return std::string(only_scales(a) ? "scale" : "shift");
            },
            [](response_normalisation const& n) {
                return "lrn(" + number(n.size) + "," + in_signature(n.alpha) + "," + in_signature(n.beta) + "," +
                       in_signature(n.bias) + ")";
            },
            [](layer_normalisation const& n) { return "layer_norm(" + in_signature(n.epsilon) + ")"; },
            [](embedding_layer const& e) { return "embedding(" + number(e.rows) + "," + number(e.width) + ")"; },
            [&](sequence_mean const&) { return signature_of_library<constexplain::mean_over_sequence>(in); },
            [&](sequence_to_channels_layer const&) {
                return signature_of_library<constexplain::sequence_to_channels>(in);
            },
            [&](channels_to_sequence_layer const&) {
                return signature_of_library<constexplain::channels_to_sequence>(in);
            },
            [](recurrent const& r) { return recurrent_signature(r); },
            [](sum_layer const&) { return std::string("sum"); },
            [](concatenation_layer const&) { return std::string("concatenation"); },
            [](auto const&) { return std::string(); },
        },
        here.op);
}

std::vector<stored_array> arrays_of(layer const& here, extents const& in) {
    auto const weight_and_bias = [&](linear_numbers const& numbers, extents dims, size_t groups) {
        std::vector<stored_array> arrays{{"weight", dims, stored_weights(numbers, dims[0], groups, here.where)}};
        if (!numbers.bias.empty()) arrays.push_back({"bias", {dims[0]}, stored(numbers.bias, here.where)});
        return arrays;
    };
    return std::visit(overloaded{
                          [&](convolution const& c) {
                              extents dims{c.width, in[0] / c.groups, c.over.kernel.height, c.over.kernel.width};
                              if (is_length(here)) dims.erase(dims.begin() + 2);
                              return weight_and_bias(c.numbers, dims, c.groups);
                          },
                          [&](fully_connected const& d) { return weight_and_bias(d.numbers, {d.width, in[0]}, 1); },
                          [](channel_slopes const& s) {
                              return std::vector<stored_array>{{"weight", {s.slopes.size()}, s.slopes}};
                          },
                          [&](affine const& a) -> std::vector<stored_array> {
                              extents const each{a.factor.size()};
                              if (a.batch_norm) {
                                  auto const& from = *a.batch_norm;
                                  return {{"weight", each, from.weight},
                                          {"bias", each, from.bias},
                                          {"running_mean", each, from.mean},
                                          {"running_var", each, from.variance}};
                              }
                              if (only_scales(a)) return {{"weight", each, stored(a.factor, here.where)}};
                              return {{"bias", each, stored(a.offset, here.where)}};
                          },
                          [](layer_normalisation const& n) {
                              extents const each{n.weight.size()};
                              return std::vector<stored_array>{{"weight", each, n.weight}, {"bias", each, n.bias}};
                          },
                          [](embedding_layer const& e) {
                              return std::vector<stored_array>{{"weight", {e.rows, e.width}, e.weight}};
                          },
                          [&](recurrent const& r) { return recurrent_arrays(r, here.where); },
                          [](auto const&) { return std::vector<stored_array>{}; },
                      },
                      here.op);
}

size_t parameter_count(layer const& here) {
    auto const both = [](linear_numbers const& numbers) { return numbers.weight.size() + numbers.bias.size(); };
    return std::visit(overloaded{
                          [&](convolution const& c) { return both(c.numbers); },
                          [&](fully_connected const& d) { return both(d.numbers); },
                          [](channel_slopes const& s) { return s.slopes.size(); },
                          [](affine const& a) { return (a.batch_norm ? 4 : 1) * a.factor.size(); },
                          [](layer_normalisation const& n) { return 2 * n.weight.size(); },
                          [](embedding_layer const& e) { return e.weight.size(); },
                          [](recurrent const& r) {
                              size_t const biases = r.linear_before_reset ? r.bias.size() : r.bias.size() / 2;
                              return r.weight.size() + r.recurrent_weight.size() + biases;
                          },
                          [](auto const&) { return size_t{0}; },
                      },
                      here.op);
}

}  // namespace constexplain::importer
