// A slow interpreter of the importer's layers, written from the definitions, so that what the importer makes of a model is
// checked without the library. Everything in double, row-major, channels first.
#pragma once

#include "importer/layers.hpp"
#include "importer/simplify.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace interpreter {

using namespace constexplain::importer;
using numbers = std::vector<double>;

/// Calls `f(tap of the kernel, index in the plane)` for each tap of a window that lies inside the image.
void for_each_tap(constexplain::window const& w, extents const& image, std::size_t oy, std::size_t ox, auto&& f) {
    for (std::size_t ky = 0; ky < w.kernel.height; ++ky)
        for (std::size_t kx = 0; kx < w.kernel.width; ++kx) {
            std::size_t const y = oy * w.stride.height + ky * w.dilation.height,
                              x = ox * w.stride.width + kx * w.dilation.width;
            if (y < w.padding.top || x < w.padding.left || y - w.padding.top >= image[1] ||
                x - w.padding.left >= image[2])
                continue;
            f(ky * w.kernel.width + kx, (y - w.padding.top) * image[2] + x - w.padding.left);
        }
}

/// The taps that count when a mean counts its padding: those that rounding up puts behind the padding do not.
inline double counted_taps(constexplain::window const& w, extents const& image, std::size_t oy, std::size_t ox) {
    double count = 0;
    for (std::size_t ky = 0; ky < w.kernel.height; ++ky)
        for (std::size_t kx = 0; kx < w.kernel.width; ++kx)
            if (oy * w.stride.height + ky * w.dilation.height < image[1] + w.padding.top + w.padding.bottom &&
                ox * w.stride.width + kx * w.dilation.width < image[2] + w.padding.left + w.padding.right)
                ++count;
    return count;
}

inline numbers run(convolution const& c, numbers const& in, extents const& before, extents const& after,
                   std::string const& where) {
    extents const image = as_image(before), shape = as_image(after);
    auto const weight = stored_weights(c.numbers, c.width, c.groups, where);
    std::size_t const group_in = image[0] / c.groups, group_out = c.width / c.groups,
                      taps = c.over.kernel.height * c.over.kernel.width;
    numbers out;
    for (std::size_t o = 0; o < shape[0]; ++o)
        for (std::size_t oy = 0; oy < shape[1]; ++oy)
            for (std::size_t ox = 0; ox < shape[2]; ++ox) {
                double sum = c.numbers.bias.empty() ? 0 : c.numbers.bias[o];
                for (std::size_t i = 0; i < group_in; ++i)
                    for_each_tap(c.over, image, oy, ox, [&](std::size_t tap, std::size_t at) {
                        sum += double(weight[(o * group_in + i) * taps + tap]) *
                               in[(o / group_out * group_in + i) * image[1] * image[2] + at];
                    });
                out.push_back(sum);
            }
    return out;
}

inline numbers run(pooling const& p, numbers const& in, extents const& before, extents const& after) {
    extents const image = as_image(before), shape = as_image(after);
    numbers out;
    for (std::size_t c = 0; c < shape[0]; ++c)
        for (std::size_t oy = 0; oy < shape[1]; ++oy)
            for (std::size_t ox = 0; ox < shape[2]; ++ox) {
                double largest = -std::numeric_limits<double>::infinity(), sum = 0, count = 0;
                for_each_tap(p.over, image, oy, ox, [&](std::size_t, std::size_t at) {
                    double const v = in[c * image[1] * image[2] + at];
                    largest = std::max(largest, v);
                    sum += v;
                    ++count;
                });
                if (p.count_padding) count = counted_taps(p.over, image, oy, ox);
                out.push_back(p.kind == pooling_kind::max ? largest : sum / count);
            }
    return out;
}

inline double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

inline double apply(activation const& f, double x) {
    switch (f.of) {
    case function::relu: return std::max(x, 0.0);
    case function::relu6: return std::min(std::max(x, 0.0), 6.0);
    case function::leaky_relu: return x < 0 ? f.a * x : x;
    case function::sigmoid: return sigmoid(x);
    case function::tanh: return std::tanh(x);
    case function::clip: return std::min(std::max(x, f.a), f.b);
    case function::elu: return f.b * (x < 0 ? f.a * std::expm1(x) : x);
    case function::selu: return 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * std::expm1(x) : x);
    case function::silu: return x * sigmoid(x);
    case function::hard_sigmoid: return std::min(std::max(f.a * x + f.b, 0.0), 1.0);
    case function::hard_swish: return x * std::min(std::max(x / 6 + 0.5, 0.0), 1.0);
    case function::mish: return x * std::tanh(std::log1p(std::exp(x)));
    case function::softplus: return x > 30 ? x : std::log1p(std::exp(x));
    case function::softsign: return x / (1 + std::abs(x));
    case function::gelu: return x / 2 * (1 + std::erf(x / std::sqrt(2.0)));
    case function::gelu_tanh:
        return x / 2 * (1 + std::tanh(std::sqrt(2 / std::acos(-1.0)) * (x + 0.044715 * x * x * x)));
    case function::erf: return std::erf(x);
    }
    return 0;
}

/// Softmax over the channels of each pixel; of a vector, over its elements.
inline numbers softmax(numbers const& in, std::size_t planes) {
    numbers out(in.size());
    for (std::size_t p = 0; p < planes; ++p) {
        double largest = in[p], sum = 0;
        for (std::size_t k = p; k < in.size(); k += planes) largest = std::max(largest, in[k]);
        for (std::size_t k = p; k < in.size(); k += planes) sum += out[k] = std::exp(in[k] - largest);
        for (std::size_t k = p; k < in.size(); k += planes) out[k] /= sum;
    }
    return out;
}

inline numbers normalised(layer_normalisation const& n, numbers const& in) {
    numbers out;
    std::size_t const width = n.weight.size();
    for (std::size_t row = 0; row < in.size(); row += width) {
        double mean = 0, variance = 0;
        for (std::size_t k = 0; k < width; ++k) mean += in[row + k] / double(width);
        for (std::size_t k = 0; k < width; ++k)
            variance += (in[row + k] - mean) * (in[row + k] - mean) / double(width);
        for (std::size_t k = 0; k < width; ++k)
            out.push_back((in[row + k] - mean) / std::sqrt(variance + n.epsilon) * double(n.weight[k]) +
                          double(n.bias[k]));
    }
    return out;
}

inline numbers run(response_normalisation const& n, numbers const& in, extents const& image) {
    numbers out(in.size());
    std::size_t const plane = image[1] * image[2], before = (n.size - 1) / 2, after = n.size - 1 - before;
    for (std::size_t c = 0; c < image[0]; ++c)
        for (std::size_t p = 0; p < plane; ++p) {
            double sum = 0;
            for (std::size_t k = c < before ? 0 : c - before; k <= std::min(c + after, image[0] - 1); ++k)
                sum += in[k * plane + p] * in[k * plane + p];
            out[c * plane + p] = in[c * plane + p] / std::pow(n.bias + n.alpha / double(n.size) * sum, n.beta);
        }
    return out;
}

/// One gate's sums: W x + U h + both biases, for rows `gate` * hidden and on; `with_h` leaves the recurrent part to the caller.
inline double gate_sum(recurrent const& r, std::size_t gates, std::size_t row, double const* x, std::size_t features,
                       numbers const& h) {
    double sum = r.bias.empty() ? 0 : double(r.bias[row]) + double(r.bias[gates * r.hidden + row]);
    for (std::size_t k = 0; k < features; ++k) sum += double(r.weight[row * features + k]) * x[k];
    for (std::size_t k = 0; k < r.hidden; ++k) sum += double(r.recurrent_weight[row * r.hidden + k]) * h[k];
    return sum;
}

inline numbers run(recurrent const& r, numbers const& in, std::size_t steps, std::size_t features) {
    numbers h(r.hidden, 0), c(r.hidden, 0), out;
    std::size_t const n = r.hidden;
    auto const gate = [&](double v) {
        return r.hard_gates ? std::min(std::max(0.2 * v + 0.5, 0.0), 1.0) : sigmoid(v);
    };
    for (std::size_t done = 0; done < steps; ++done) {
        std::size_t const t = r.reversed ? steps - 1 - done : done;
        double const* x = in.data() + t * features;
        numbers next(n);
        for (std::size_t j = 0; j < n; ++j) {
            if (r.is_lstm) {
                auto const sum = [&](std::size_t which) { return gate_sum(r, 4, which * n + j, x, features, h); };
                c[j] = gate(sum(2)) * c[j] + gate(sum(0)) * std::tanh(sum(3));
                next[j] = gate(sum(1)) * std::tanh(c[j]);
                continue;
            }
            double const z = gate(gate_sum(r, 3, j, x, features, h));
            std::size_t const row = 2 * n + j;
            numbers reset(n);
            for (std::size_t k = 0; k < n; ++k) reset[k] = gate(gate_sum(r, 3, n + k, x, features, h)) * h[k];
            double candidate = 0;
            if (r.linear_before_reset) {
                double input = r.bias.empty() ? 0 : double(r.bias[row]),
                       state = r.bias.empty() ? 0 : double(r.bias[3 * n + row]);
                for (std::size_t k = 0; k < features; ++k) input += double(r.weight[row * features + k]) * x[k];
                for (std::size_t k = 0; k < n; ++k) state += double(r.recurrent_weight[row * n + k]) * h[k];
                candidate = input + gate(gate_sum(r, 3, n + j, x, features, h)) * state;
            } else {
                candidate = gate_sum(r, 3, row, x, features, reset);
            }
            next[j] = (1 - z) * std::tanh(candidate) + z * h[j];
        }
        h = next;
        if (r.only_last && done + 1 < steps) continue;
        out.insert(r.reversed ? out.begin() : out.end(), h.begin(), h.end());
    }
    return out;
}

inline numbers run(image_padding const& p, numbers const& in, extents const& before, extents const& after) {
    extents const image = as_image(before), shape = as_image(after);
    numbers out(shape[0] * shape[1] * shape[2], p.value);
    for (std::size_t c = 0; c < image[0]; ++c)
        for (std::size_t y = 0; y < image[1]; ++y)
            for (std::size_t x = 0; x < image[2]; ++x)
                out[(c * shape[1] + y + p.sides.top) * shape[2] + x + p.sides.left] =
                    in[(c * image[1] + y) * image[2] + x];
    return out;
}

inline numbers transposed(numbers const& in, extents const& shape) {
    numbers out(in.size());
    for (std::size_t k = 0; k < in.size(); ++k) out[k % shape[1] * shape[0] + k / shape[1]] = in[k];
    return out;
}

template<class... Ts>
struct overloaded : Ts... {
    using Ts::operator()...;
};

/// What one layer makes of its inputs.
inline numbers run(layer const& here, std::vector<numbers const*> const& from, layer const& before) {
    numbers const& in = *from[0];
    extents const& shape = before.shape;
    auto const each = [&](auto const& f) {
        numbers out;
        for (std::size_t k = 0; k < in.size(); ++k) out.push_back(f(in[k], before.channel_of(k)));
        return out;
    };
    return std::visit(
        overloaded{
            [&](input_layer const&) { return in; },
            [&](convolution const& c) { return run(c, in, shape, here.shape, here.where); },
            [&](fully_connected const& d) {
                auto const weight = stored_weights(d.numbers, d.width, 1, here.where);
                numbers out = d.numbers.bias;
                out.resize(d.width, 0);
                for (std::size_t o = 0; o < d.width; ++o)
                    for (std::size_t i = 0; i < in.size(); ++i) out[o] += double(weight[o * in.size() + i]) * in[i];
                return out;
            },
            [&](pooling const& p) { return run(p, in, shape, here.shape); },
            [&](global_average const&) {
                numbers out(shape[0], 0);
                for (std::size_t k = 0; k < in.size(); ++k)
                    out[k / plane_of(shape)] += in[k] / double(plane_of(shape));
                return out;
            },
            [&](global_max const&) {
                numbers out(shape[0], -std::numeric_limits<double>::infinity());
                for (std::size_t k = 0; k < in.size(); ++k)
                    out[k / plane_of(shape)] = std::max(out[k / plane_of(shape)], in[k]);
                return out;
            },
            [&](sequence_to_channels_layer const&) { return transposed(in, shape); },
            [&](channels_to_sequence_layer const&) { return transposed(in, shape); },
            [&](image_padding const& p) { return run(p, in, shape, here.shape); },
            [&](activation const& f) { return each([&](double v, std::size_t) { return apply(f, v); }); },
            [&](channel_slopes const& s) {
                return each([&](double v, std::size_t c) { return v < 0 ? double(s.slopes[c]) * v : v; });
            },
            [&](softmax_layer const& s) {
                numbers out = softmax(in, plane_of(shape));
                if (s.is_logarithm)
                    for (double& v : out) v = std::log(v);
                return out;
            },
            [&](flatten_layer const&) { return in; },
            [&](channels_to_pixels const& c) {
                numbers out;
                std::size_t const b = c.block, channels = here.shape[0];
                for (std::size_t k = 0; k < in.size(); ++k) {
                    std::size_t const x = k % here.shape[2], y = k / here.shape[2] % here.shape[1],
                                      channel = k / (here.shape[1] * here.shape[2]), place = y % b * b + x % b;
                    std::size_t const source = c.crd ? channel * b * b + place : place * channels + channel;
                    out.push_back(in[(source * shape[1] + y / b) * shape[2] + x / b]);
                }
                return out;
            },
            [&](affine const& a) {
                return each([&](double v, std::size_t c) { return a.factor[c] * v + a.offset[c]; });
            },
            [&](response_normalisation const& n) { return run(n, in, shape); },
            [&](layer_normalisation const& n) { return normalised(n, in); },
            [&](embedding_layer const& e) {
                numbers out;
                for (double const id : in)
                    for (std::size_t k = 0; k < e.width; ++k)
                        out.push_back(double(e.weight.at(std::size_t(id) * e.width + k)));
                return out;
            },
            [&](sequence_mean const&) {
                numbers out(shape[1], 0);
                for (std::size_t k = 0; k < in.size(); ++k) out[k % shape[1]] += in[k] / double(shape[0]);
                return out;
            },
            [&](recurrent const& r) { return run(r, in, shape[0], shape[1]); },
            [&](sum_layer const&) {
                numbers out(in.size(), 0);
                for (numbers const* part : from)
                    for (std::size_t k = 0; k < in.size(); ++k) out[k] += part->at(k);
                return out;
            },
            [&](concatenation_layer const&) {
                numbers out;
                for (numbers const* part : from) out.insert(out.end(), part->begin(), part->end());
                return out;
            },
        },
        here.op);
}

/// The network's output for an input.
inline numbers run(layer_graph const& graph, numbers const& input) {
    std::vector<numbers> values(graph.layers.size());
    values[0] = input;
    for (std::size_t k = 1; k < graph.layers.size(); ++k) {
        std::vector<numbers const*> from;
        for (std::size_t in : graph.layers[k].inputs) from.push_back(&values[in]);
        values[k] = run(graph.layers[k], from, graph.layers[graph.layers[k].inputs[0]]);
        std::size_t count = 1;
        for (std::size_t extent : graph.layers[k].shape) count *= extent;
        if (values[k].size() != count)
            throw std::logic_error("a layer's shape is not that of its output: " + graph.layers[k].where);
    }
    return values[graph.output];
}

}  // namespace interpreter
