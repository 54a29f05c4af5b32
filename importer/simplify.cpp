#include "importer/simplify.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace constexplain::importer {

namespace {

/// Walks over a graph whose layers are changed in place; a layer that falls away hands on what it reads.
class simplifier {
public:
    simplifier(layer_graph& graph, bool keep_batch_norm) : graph_(graph), keeps_batch_norm_(keep_batch_norm) {}

    void run() {
        for (bool changed = true; changed;) {
            graph_.remove_unused();
            readers_ = graph_.readers();
            changed = false;
            for (size_t k = 1; k < graph_.layers.size(); ++k) changed = step(k) || changed;
        }
        for (layer const& each : graph_.layers) refuse_leftovers(each);
        split_affine_layers();
    }

private:
    layer& at(size_t k) { return graph_.layers[k]; }
    affine* movable(size_t k) {
        auto* map = std::get_if<affine>(&at(k).op);
        return map != nullptr && !(map->batch_norm && keeps_batch_norm_) ? map : nullptr;
    }
    /// The one input of a layer, if nothing else reads it.
    std::optional<size_t> private_input(size_t k) const {
        layer const& here = graph_.layers[k];
        if (here.inputs.size() != 1 || readers_[here.inputs[0]] != 1) return std::nullopt;
        return here.inputs[0];
    }
    /// Everything that read layer `k` reads its input instead.
    bool bypass(size_t k) {
        size_t const from = at(k).inputs[0];
        for (layer& each : graph_.layers)
            for (size_t& in : each.inputs)
                if (in == k) in = from;
        if (graph_.output == k) graph_.output = from;
        readers_ = graph_.readers();
        --readers_[from];  // the bypassed layer itself is left out at the next look
        at(k).inputs.clear();
        at(k).op = input_layer{};
        return true;
    }

    bool step(size_t k) {
        if (affine* map = movable(k)) {
            if (is_identity(*map)) return bypass(k);
            if (merges_with_affine(k, *map) || goes_into_linear_before(k, *map)) return bypass(k);
        }
        if (takes_affine_before(k)) return true;
        return takes_padding_before(k);
    }

    static bool is_identity(affine const& map) { return is_constant(map.factor, 1) && is_constant(map.offset, 0); }

    /// b (a x + c) + d
    bool merges_with_affine(size_t k, affine const& map) {
        auto const before = private_input(k);
        affine* inner = before ? movable(*before) : nullptr;
        if (inner == nullptr) return false;
        for (size_t c = 0; c < map.factor.size(); ++c) {
            inner->offset[c] = map.factor[c] * inner->offset[c] + map.offset[c];
            inner->factor[c] *= map.factor[c];
        }
        inner->batch_norm.reset();
        return true;
    }

    bool goes_into_linear_before(size_t k, affine const& map) {
        auto const before = private_input(k);
        if (!before) return false;
        linear_numbers* numbers = nullptr;
        if (auto* conv = std::get_if<convolution>(&at(*before).op)) numbers = &conv->numbers;
        if (auto* dense = std::get_if<fully_connected>(&at(*before).op)) numbers = &dense->numbers;
        if (numbers == nullptr) return false;
        size_t const outputs = map.factor.size();
        if (numbers->out_factor.empty()) numbers->out_factor.assign(outputs, 1);
        bool const has_bias = !numbers->bias.empty() || !is_constant(map.offset, 0);
        if (has_bias) numbers->bias.resize(outputs, 0);
        for (size_t c = 0; c < outputs; ++c) {
            numbers->out_factor[c] *= map.factor[c];
            if (has_bias) numbers->bias[c] = map.factor[c] * numbers->bias[c] + map.offset[c];
        }
        return true;
    }

    /// W (a x + c) + b = (W a) x + (W c + b): through padding only if c is 0, for the padding is not moved along.
    bool takes_affine_before(size_t k) {
        auto before = private_input(k);
        if (!before) return false;
        size_t source = *before;
        bool const through_flatten = std::holds_alternative<flatten_layer>(at(source).op);
        if (through_flatten) {
            auto const further = private_input(source);
            if (!further) return false;
            source = *further;
        }
        affine const* map = movable(source);
        if (map == nullptr) return false;
        if (auto* conv = std::get_if<convolution>(&at(k).op); conv != nullptr && !through_flatten) {
            bool const shifts = !is_constant(map->offset, 0);
            if (shifts && conv->over.padding != padding_2d{}) return false;
            size_t const taps = conv->over.kernel.height * conv->over.kernel.width;
            apply_before(conv->numbers, conv->width, conv->groups, map->factor.size(), taps, *map);
            return bypass(source);
        }
        if (auto* dense = std::get_if<fully_connected>(&at(k).op)) {
            affine spread;
            for (size_t in = 0; in < dense->numbers.weight.size() / dense->width; ++in) {
                spread.factor.push_back(map->factor[at(source).channel_of(in)]);
                spread.offset.push_back(map->offset[at(source).channel_of(in)]);
            }
            apply_before(dense->numbers, dense->width, 1, spread.factor.size(), 1, spread);
            return bypass(source);
        }
        return false;
    }

    static void apply_before(linear_numbers& numbers, size_t outputs, size_t groups, size_t inputs, size_t taps,
                             affine const& map) {
        bool const shifts = !is_constant(map.offset, 0);
        size_t const group_in = inputs / groups, group_out = outputs / groups;
        if (shifts) {
            numbers.bias.resize(outputs, 0);
            for (size_t o = 0; o < outputs; ++o) {
                double sum = 0;
                for (size_t i = 0; i < group_in; ++i) {
                    size_t const channel = o / group_out * group_in + i;
                    double const factor = numbers.in_factor.empty() ? 1 : numbers.in_factor[channel];
                    for (size_t t = 0; t < taps; ++t)
                        sum += static_cast<double>(numbers.weight[(o * group_in + i) * taps + t]) * factor *
                               map.offset[channel];
                }
                numbers.bias[o] += sum * (numbers.out_factor.empty() ? 1 : numbers.out_factor[o]);
            }
        }
        if (numbers.in_factor.empty()) numbers.in_factor.assign(inputs, 1);
        for (size_t c = 0; c < inputs; ++c) numbers.in_factor[c] *= map.factor[c];
    }

    /// Zeros around an image are the padding of a convolution, and of a mean that counts them; and of a largest value
    /// where nothing is below them.
    bool takes_padding_before(size_t k) {
        if (at(k).inputs.size() != 1) return false;
        size_t const before = at(k).inputs[0];
        auto const* pad = std::get_if<image_padding>(&at(before).op);
        if (pad == nullptr) return false;
        if (auto* conv = std::get_if<convolution>(&at(k).op); conv != nullptr && pad->value == 0) {
            enlarge(conv->over.padding, pad->sides);
        } else if (auto* pool = std::get_if<pooling>(&at(k).op)) {
            bool const lowest = pad->value <= -static_cast<double>(std::numeric_limits<float>::max()) ||
                                (pad->value == 0 && is_non_negative(at(before).inputs[0]));
            bool const is_mean_of_zeros = pool->kind == pooling_kind::average && pad->value == 0 &&
                                          (pool->count_padding || pool->over.padding == padding_2d{});
            bool const is_largest = pool->kind == pooling_kind::max && lowest;
            window enlarged = pool->over;
            enlarge(enlarged.padding, pad->sides);
            bool const fits = enlarged.padding.top < enlarged.span_height() &&
                              enlarged.padding.bottom < enlarged.span_height() &&
                              enlarged.padding.left < enlarged.span_width() &&
                              enlarged.padding.right < enlarged.span_width() && enlarged.dilation == extent_2d{};
            if (!fits || enlarged.round_up || (!is_mean_of_zeros && !is_largest)) return false;
            pool->over = enlarged;
            pool->count_padding = pool->kind == pooling_kind::average;
        } else if (auto* outer = std::get_if<image_padding>(&at(k).op);
                   outer != nullptr && outer->value == pad->value) {
            enlarge(outer->sides, pad->sides);
        } else {
            return false;
        }
        at(k).inputs[0] = at(before).inputs[0];
        readers_ = graph_.readers();
        return true;
    }

    static void enlarge(padding_2d& sides, padding_2d const& by) {
        sides.top += by.top;
        sides.left += by.left;
        sides.bottom += by.bottom;
        sides.right += by.right;
    }

    /// Whether a layer's output is known to hold no negative number.
    bool is_non_negative(size_t k) const {
        for (;;) {
            layer const& here = graph_.layers[k];
            if (auto const* map = std::get_if<activation>(&here.op))
                return map->of == function::relu || map->of == function::relu6 || map->of == function::sigmoid ||
                       map->of == function::softplus || (map->of == function::clip && map->a >= 0);
            if (std::holds_alternative<softmax_layer>(here.op)) return true;
            bool const keeps_sign =
                std::holds_alternative<pooling>(here.op) || std::holds_alternative<global_average>(here.op) ||
                std::holds_alternative<global_max>(here.op) || std::holds_alternative<flatten_layer>(here.op);
            if (!keeps_sign) return false;
            k = here.inputs[0];
        }
    }

    static void refuse_leftovers(layer const& here) {
        auto const* pad = std::get_if<image_padding>(&here.op);
        if (pad != nullptr && (pad->value != 0 || here.shape.size() != 3))
            throw import_error(
                failure::unsupported_setting, here.where, "padding that no layer takes",
                "zeros before a convolution or an average pooling, or before a max pooling of values that are not negative");
        auto const* map = std::get_if<activation>(&here.op);
        if (map != nullptr && map->of == function::erf)
            throw import_error(failure::unsupported_operator, here.where, "the error function by itself",
                               "as a part of gelu");
    }

    /// What scales and shifts and is no batch normalisation becomes two layers.
    void split_affine_layers() {
        layer_graph result;
        std::vector<size_t> place;
        for (layer& each : graph_.layers) {
            for (size_t& from : each.inputs) from = place[from];
            auto* map = std::get_if<affine>(&each.op);
            bool const is_split =
                map != nullptr && !map->batch_norm && !is_constant(map->factor, 1) && !is_constant(map->offset, 0);
            if (is_split) {
                layer offsets = each;
                std::get<affine>(offsets.op).factor.assign(map->factor.size(), 1);
                map->offset.assign(map->factor.size(), 0);
                result.layers.push_back(std::move(each));
                offsets.inputs = {result.layers.size() - 1};
                result.layers.push_back(std::move(offsets));
            } else {
                result.layers.push_back(std::move(each));
            }
            place.push_back(result.layers.size() - 1);
        }
        result.output = place[graph_.output];
        graph_ = std::move(result);
    }

    static bool is_constant(std::vector<double> const& numbers, double value) {
        return std::all_of(numbers.begin(), numbers.end(), [value](double v) { return v == value; });
    }

    layer_graph& graph_;
    bool keeps_batch_norm_;
    std::vector<size_t> readers_;
};

float rounded(double v, std::string_view where) {
    auto const number = static_cast<float>(v);
    if (!std::isfinite(number))
        throw import_error(failure::value_not_finite, where, std::to_string(v) + " after folding",
                           "numbers that float32 holds");
    return number;
}

}  // namespace

void simplify(layer_graph& graph, bool keep_batch_norm) { simplifier(graph, keep_batch_norm).run(); }

std::vector<float> stored(std::vector<double> const& numbers, std::string_view where) {
    std::vector<float> result;
    result.reserve(numbers.size());
    for (double const v : numbers) result.push_back(rounded(v, where));
    return result;
}

std::vector<float> stored_weights(linear_numbers const& numbers, size_t outputs, size_t groups,
                                  std::string_view where) {
    if (numbers.out_factor.empty() && numbers.in_factor.empty()) return numbers.weight;
    std::vector<float> result(numbers.weight.size());
    size_t const row = numbers.weight.size() / outputs;  // one output's weights
    size_t const group_in = numbers.in_factor.empty() ? 1 : numbers.in_factor.size() / groups;
    size_t const taps = row / group_in, group_out = outputs / groups;
    for (size_t o = 0; o < outputs; ++o)
        for (size_t k = 0; k < row; ++k) {
            double v = static_cast<double>(numbers.weight[o * row + k]);
            if (!numbers.out_factor.empty()) v *= numbers.out_factor[o];
            if (!numbers.in_factor.empty()) v *= numbers.in_factor[o / group_out * group_in + k / taps];
            result[o * row + k] = rounded(v, where);
        }
    return result;
}

}  // namespace constexplain::importer
