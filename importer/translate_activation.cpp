// Activations without parameters, Clip, PRelu, Softmax.
#include "importer/limits.hpp"
#include "importer/translate.hpp"

#include <cmath>
#include <limits>

namespace constexplain::importer {

namespace {

/// A layer that keeps the shape and the way the elements are counted.
value elementwise(translator& to, operation& op, value const& in, layer_op what, std::string name = {}) {
    value result = in;
    result.layer = to.add_alike(op, std::move(what), in.layer, std::move(name));
    return result;
}

void require(operation const& op, bool holds, std::string_view found, std::string_view needed) {
    if (!holds) op.refuse(failure::unsupported_setting, found, needed);
}

/// The activation and its numbers.
activation activation_of(operation& op) {
    std::string const& name = op.op();
    if (name == "Relu") return {function::relu};
    if (name == "Sigmoid") return {function::sigmoid};
    if (name == "Tanh") return {function::tanh};
    if (name == "Softplus") return {function::softplus};
    if (name == "Softsign") return {function::softsign};
    if (name == "HardSwish") return {function::hard_swish};
    if (name == "Mish") return {function::mish};
    if (name == "Erf") return {function::erf};
    if (name == "LeakyRelu") {
        double const slope = op.real("alpha", 0.01);
        require(op, slope >= 0 && slope <= 1, "the slope " + std::to_string(slope), "a slope from 0 to 1");
        return {function::leaky_relu, slope};
    }
    if (name == "Elu" || name == "Celu") {
        double const a = op.real("alpha", 1);
        require(op, a > 0 && (name == "Elu" || a == 1), "alpha " + std::to_string(a),
                name == "Elu" ? "a positive alpha" : "alpha 1, which is Elu");
        return {function::elu, a, 1};
    }
    if (name == "HardSigmoid") {
        double const a = op.real("alpha", 0.2), b = op.real("beta", 0.5);
        require(op, a > 0, "alpha " + std::to_string(a), "a positive alpha");
        return {function::hard_sigmoid, a, b};
    }
    if (name == "Gelu") {
        std::string const how = op.text("approximate", "none");
        require(op, how == "none" || how == "tanh", in_quotes(how) + " as approximation", "none or tanh");
        return {how == "none" ? function::gelu : function::gelu_tanh};
    }
    if (name == "Swish") {
        double const a = op.real("alpha", 1);
        require(op, a == 1, "alpha " + std::to_string(a), "alpha 1");
        return {function::silu};
    }
    op.refuse(failure::unsupported_operator, "an activation without a layer", "another activation");
}

/// SELU, or the same with other numbers.
value selu(translator& to, operation& op, value const& in) {
    constexpr double alpha = 1.67326319217681884765625, gamma = 1.05070102214813232421875;
    double const a = op.real("alpha", alpha), g = op.real("gamma", gamma);
    if (std::abs(a - alpha) < 1e-6 && std::abs(g - gamma) < 1e-6)
        return elementwise(to, op, in, activation{function::selu});
    require(op, a > 0 && g > 0, "alpha " + std::to_string(a) + " and gamma " + std::to_string(g), "positive numbers");
    return elementwise(to, op, in, activation{function::elu, a, g});
}

/// One of Clip's bounds: an attribute until operator set 10, then an input.
double bound(operation& op, size_t k, std::string_view attribute_name, double otherwise) {
    if (op.opset() < 11) return op.real(attribute_name, otherwise);
    if (!op.has_input(k)) return otherwise;
    array const& number = op.constant_input(k, "bounds");
    if (number.count() != 1) op.refuse(failure::malformed_model, "a bound of " + to_text(number.dims), "one number");
    double const value = number.is_real() ? as_written(number.reals(op.where())[0]) : number.number(0);
    if (std::isnan(value)) op.refuse(failure::value_not_finite, "NaN as a bound", "a number");
    // The largest float stands for "no bound".
    if (std::abs(value) >= static_cast<double>(std::numeric_limits<float>::max())) return otherwise;
    return value;
}

}  // namespace

value translate_activation(translator& to, operation& op) {
    value const in = op.layer_input(0);
    return op.op() == "Selu" ? selu(to, op, in) : elementwise(to, op, in, activation_of(op));
}

value translate_clip(translator& to, operation& op) {
    value const in = op.layer_input(0);
    constexpr double infinity = std::numeric_limits<double>::infinity();
    double const low = bound(op, 1, "min", -infinity), high = bound(op, 2, "max", infinity);
    if (low == -infinity && high == infinity) return in;
    if (low == 0 && high == infinity) return elementwise(to, op, in, activation{function::relu});
    if (low == 0 && high == 6) return elementwise(to, op, in, activation{function::relu6});
    require(op, low < high, "the bounds " + std::to_string(low) + " and " + std::to_string(high),
            "a lower bound below the upper one");
    // ONNX's own bounds where none is given.
    constexpr double largest = std::numeric_limits<float>::max();
    return elementwise(to, op, in, activation{function::clip, std::max(low, -largest), std::min(high, largest)});
}

value translate_prelu(translator& to, operation& op) {
    value in = op.layer_input(0);
    std::vector<double> const slopes = to.per_channel(op, in, op.constant_input(1, "slopes"));
    return elementwise(to, op, in, channel_slopes{{slopes.begin(), slopes.end()}},
                       op.constant_input(1, "slopes").name);
}

value translate_softmax(translator& to, operation& op) {
    value in = op.layer_input(0);
    size_t const rank = in.dims().size();
    if (rank == 0) op.refuse(failure::shape_mismatch, "a single number", "at least one axis");
    size_t const axis = op.axis_in(op.integer("axis", op.opset() < 13 ? 1 : -1), rank);
    size_t behind = 1;
    for (size_t k = axis; k < rank; ++k) behind *= in.dims()[k];
    // Before operator set 13 all axes from this one on were one.
    if (op.opset() < 13 ? behind == in.as.count() : in.dims()[axis] == in.as.count())
        in.layer = to.as_vector(op, in);
    else if (op.opset() >= 13 || behind == in.dims()[axis])
        in.layer = to.with_channels(op, in, axis);
    else
        op.refuse(failure::unsupported_setting, "a softmax over several axes of " + to_text(in.dims()),
                  "one over the channels, or over all elements");
    return elementwise(to, op, in, softmax_layer{op.op() == "LogSoftmax"});
}

}  // namespace constexplain::importer
