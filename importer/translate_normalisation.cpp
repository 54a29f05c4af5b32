// BatchNormalization, LRN, LayerNormalization.
#include "importer/translate.hpp"

#include <cmath>

namespace constexplain::importer {

namespace {

std::vector<float> const& numbers_of(operation const& op, size_t k, std::string_view what, size_t count) {
    array const& numbers = op.constant_input(k, what);
    auto const& reals = finite_reals(numbers, op.where());
    if (reals.size() != count)
        op.refuse(failure::shape_mismatch, std::string(what) + " of " + to_text(numbers.dims),
                  "[" + std::to_string(count) + "]");
    return reals;
}

double positive(operation const& op, double value, std::string_view what) {
    if (!(value >= 0))
        op.refuse(failure::malformed_model, std::string(what) + " " + std::to_string(value), "at least 0");
    return value;
}

}  // namespace

value translate_batch_norm(translator& to, operation& op) {
    value in = op.layer_input(0);
    op.ignore("momentum");
    if (op.integer("training_mode", 0) != 0 || to.is_used(op, 1))
        op.refuse(failure::unsupported_setting, "batch normalisation in training mode", "stored means and variances",
                  "export in evaluation mode");
    if (op.integer("spatial", 1) == 0)
        op.refuse(failure::unsupported_setting, "a mean for each pixel", "one for each channel");
    if (in.dims().size() < 2) op.refuse(failure::shape_mismatch, to_text(in.dims()), "[1, channels, ...]");
    in.layer = to.with_channels(op, in, 1);
    size_t const channels = to.at(in.layer).channels();
    affine::statistics from{numbers_of(op, 1, "weights", channels), numbers_of(op, 2, "biases", channels),
                            numbers_of(op, 3, "means", channels), numbers_of(op, 4, "variances", channels),
                            positive(op, op.real("epsilon", 1e-5), "epsilon")};
    affine layer;
    for (size_t c = 0; c < channels; ++c) {
        double const spread = static_cast<double>(from.variance[c]) + from.epsilon;
        if (!(spread > 0))
            op.refuse(failure::value_not_finite,
                      "the variance " + std::to_string(from.variance[c]) + " of channel " + std::to_string(c),
                      "a variance that gives a positive number with epsilon");
        double const factor = static_cast<double>(from.weight[c]) / std::sqrt(spread);
        layer.factor.push_back(factor);
        layer.offset.push_back(static_cast<double>(from.bias[c]) - static_cast<double>(from.mean[c]) * factor);
    }
    layer.batch_norm = std::move(from);
    std::string const name = op.constant_input(1, "weights").name;
    value result = in;
    result.layer = to.add_alike(op, std::move(layer), in.layer, name);
    return result;
}

value translate_lrn(translator& to, operation& op) {
    value const in = op.layer_input(0);
    auto const size = op.integer("size", 0);
    size_t const from = to.as_image(op, in);
    if (size < 1 || size > 65536)
        op.refuse(failure::malformed_model, "a window of " + std::to_string(size) + " channels", "at least 1");
    response_normalisation const layer{static_cast<size_t>(size), op.real("alpha", 1e-4), op.real("beta", 0.75),
                                       op.real("bias", 1)};
    if (!(layer.alpha >= 0 && layer.beta >= 0 && layer.bias > 0))
        op.refuse(failure::unsupported_setting,
                  "alpha " + std::to_string(layer.alpha) + ", beta " + std::to_string(layer.beta) + " and bias " +
                      std::to_string(layer.bias),
                  "alpha and beta of at least 0 and a positive bias");
    value result = in;
    result.layer = to.add_alike(op, layer, from);
    return result;
}

value translate_layer_norm(translator& to, operation& op) {
    value in = op.layer_input(0);
    op.ignore("stash_type");
    if (to.is_used(op, 1) || to.is_used(op, 2))
        op.refuse(failure::unsupported_setting, "means or deviations as outputs", "the normalised values alone");
    size_t const axis = op.axis_in(op.integer("axis", -1), in.dims().size());
    size_t width = 1;
    for (size_t k = axis; k < in.dims().size(); ++k) width *= in.dims()[k];
    if (width == in.as.count())
        in.layer = to.as_vector(op, in);
    else if (axis + 1 != in.dims().size() || !to.at(in.layer).steps_first || !to.is_axis(in, axis, 1))
        op.refuse(failure::unsupported_setting, "a normalisation over part of " + to_text(in.dims()),
                  "one over all elements, or over the features of each step of a sequence");
    layer_normalisation layer{numbers_of(op, 1, "weights", width), std::vector<float>(width, 0),
                              positive(op, op.real("epsilon", 1e-5), "epsilon")};
    if (op.has_input(2)) layer.bias = numbers_of(op, 2, "biases", width);
    std::string const name = op.constant_input(1, "weights").name;
    value result = in;
    result.layer = to.add_alike(op, std::move(layer), in.layer, name);
    return result;
}

}  // namespace constexplain::importer
