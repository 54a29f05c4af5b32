// Add, Sub, Mul, Div, Sum, Concat.
#include "importer/limits.hpp"
#include "importer/translate.hpp"

#include <cmath>

namespace constexplain::importer {

namespace {

/// factor * x + offset, each one number or one for each channel.
value channelwise(translator& to, operation& op, value in, array const* factors, array const* offsets,
                  double sign = 1, bool inverted = false) {
    affine layer;
    array const& numbers = factors != nullptr ? *factors : *offsets;
    std::vector<double> each = to.per_channel(op, in, numbers);
    for (double& v : each) {
        v = inverted ? 1 / v : sign * v;
        if (!std::isfinite(v))
            op.refuse(failure::value_not_finite, "a division by 0 in " + in_quotes(numbers.name), "other divisors");
    }
    bool const is_factor = factors != nullptr;
    layer.factor = is_factor ? each : std::vector<double>(each.size(), 1);
    layer.offset = is_factor ? std::vector<double>(each.size(), 0) : each;
    value result = in;
    result.layer = to.add_alike(op, std::move(layer), in.layer, numbers.name);
    return result;
}

/// Two values of layers that are combined element by element: of one shape, in one order.
void align(translator& to, operation& op, value& a, value const& b) {
    extents const dims = broadcast_dims(op, a.dims(), b.dims());
    if (a.as.count() != b.as.count() || count_of(dims, limits::value_elements, op.where()) != a.as.count())
        op.refuse(failure::unsupported_setting, to_text(a.dims()) + " and " + to_text(b.dims()),
                  "two values of one shape", "a sum that repeats one of its parts has no layer");
    a.as = a.as.reshaped(dims);
    if (a.as != b.as.reshaped(dims))
        op.refuse(failure::unsupported_setting, "elements in two orders",
                  "two values whose elements are in one order");
    if (to.at(a.layer).shape == to.at(b.layer).shape && to.at(a.layer).steps_first == to.at(b.layer).steps_first)
        return;
    if (!a.as.is_natural())
        op.refuse(failure::unsupported_setting, "transposed elements of different layers", "two layers of one shape");
    a.layer = to.flattened(op, a.layer);
}

value sum(translator& to, operation& op, value a, value b) {
    align(to, op, a, b);
    align(to, op, b, a);
    value result = a;
    result.layer = to.add_sum(op, a.layer, b.layer);
    return result;
}

activation const* activation_at(translator const& to, size_t index) {
    return std::get_if<activation>(&to.at(index).op);
}

/// The one number that an affine layer has for all channels.
std::optional<double> only(std::vector<double> const& numbers) {
    for (double const v : numbers)
        if (v != numbers[0]) return std::nullopt;
    return numbers[0];
}
bool is_near(double a, double b) { return std::abs(a - b) <= 1e-5 * std::abs(b); }

/// The layer before an affine layer, and the affine layer's numbers, if they are the same for all channels.
struct undone {
    size_t layer = 0;
    double factor = 1, offset = 0;
};
undone without_affine(translator const& to, size_t index) {
    undone result{index};
    while (auto const* map = std::get_if<affine>(&to.at(result.layer).op)) {
        auto const factor = only(map->factor), offset = only(map->offset);
        if (!factor || !offset) break;
        result = {to.at(result.layer).inputs[0], result.factor * *factor, result.factor * *offset + result.offset};
    }
    return result;
}

/// factor * of(scale * source)
struct gated {
    function of;
    size_t source;
    double scale = 1, factor = 1;
};

/// Activations that models write as a product: x * sigmoid(x) and the like.
std::optional<gated> product_of(translator const& to, size_t x, size_t gate) {
    undone const outer = without_affine(to, gate), left = without_affine(to, x);
    activation const* inner = activation_at(to, outer.layer);
    if (inner == nullptr) return std::nullopt;
    size_t const source = to.at(outer.layer).inputs[0];
    if (outer.factor == 1 && outer.offset == 0) {
        if (inner->of == function::sigmoid && source == x) return gated{function::silu, x};
        if (inner->of == function::hard_sigmoid && source == x && is_near(inner->a, 1.0 / 6) && inner->b == 0.5)
            return gated{function::hard_swish, x};
        if (activation const* soft = activation_at(to, source); inner->of == function::tanh && soft != nullptr)
            if (soft->of == function::softplus && to.at(source).inputs[0] == x) return gated{function::mish, x};
    }
    undone const right = without_affine(to, source);
    if (right.layer != left.layer || left.offset != 0 || right.factor == 0) return std::nullopt;
    // x * min(max(x + 3, 0), 6) = 6 hard_swish(x)
    if (inner->of == function::relu6 && outer.offset == 0 && right.offset == 3)
        return gated{function::hard_swish, left.layer, right.factor, 6 * outer.factor * left.factor / right.factor};
    // x * (1 + erf(x / sqrt 2)) = 2 gelu(x)
    if (inner->of == function::erf && outer.factor == outer.offset && right.offset == 0) {
        // Files give the root of 2 to a few digits.
        double const exact = right.factor * std::sqrt(2.0), scale = is_near(exact, 1) ? 1 : exact;
        return gated{function::gelu, left.layer, scale, 2 * outer.factor * left.factor / scale};
    }
    return std::nullopt;
}

/// A layer's output times a number; itself where that is 1 but for the rounding of constants in a file.
size_t scaled(translator& to, operation const& op, size_t index, double factor) {
    if (is_near(factor, 1)) return index;
    size_t const channels = to.at(index).channels();
    affine layer{std::vector<double>(channels, factor), std::vector<double>(channels, 0), std::nullopt};
    return to.add_alike(op, std::move(layer), index);
}

value product(translator& to, operation& op, value const& a, value const& b) {
    for (auto const& [x, gate] : {std::pair{a, b}, std::pair{b, a}}) {
        auto const found = a.as == b.as ? product_of(to, x.layer, gate.layer) : std::nullopt;
        if (!found) continue;
        size_t const from = scaled(to, op, found->source, found->scale);
        size_t const made = to.add_alike(op, activation{found->of}, from);
        value result = x;
        result.layer = scaled(to, op, made, found->factor);
        return result;
    }
    op.refuse(
        failure::unsupported_operator, "a product of two values that depend on the network's input",
        "a product with a constant, or x times sigmoid(x), hard sigmoid(x), tanh(softplus(x)) or 1 + erf(x / sqrt 2)",
        "gates between layers (squeeze and excitation, attention) have no layer");
}

}  // namespace

value translate_add(translator& to, operation& op) {
    // Constants last: they become biases of what is before them.
    std::optional<value> all;
    for (size_t k = 0; k < op.input_count(); ++k) {
        if (op.input(k).is_constant()) continue;
        value const& next = op.layer_input(k);
        all = all ? sum(to, op, *all, next) : next;
    }
    for (size_t k = 0; k < op.input_count(); ++k)
        if (op.input(k).is_constant()) all = channelwise(to, op, *all, nullptr, op.input(k).constant.get());
    return *all;
}

value translate_subtract(translator& to, operation& op) {
    if (op.input(1).is_constant())
        return channelwise(to, op, op.layer_input(0), nullptr, op.input(1).constant.get(), -1);
    if (!op.input(0).is_constant())
        op.refuse(failure::unsupported_operator, "a difference of two values that depend on the network's input",
                  "a constant on one side");
    array const minus_one{"", {}, std::vector<float>{-1}};
    value const negative = channelwise(to, op, op.layer_input(1), &minus_one, nullptr);
    return channelwise(to, op, negative, nullptr, op.input(0).constant.get());
}

value translate_multiply(translator& to, operation& op) {
    value const &a = op.input(0), &b = op.input(1);
    if (b.is_constant()) return channelwise(to, op, op.layer_input(0), b.constant.get(), nullptr);
    if (a.is_constant()) return channelwise(to, op, b, a.constant.get(), nullptr);
    return product(to, op, a, b);
}

value translate_divide(translator& to, operation& op) {
    array const& divisors = op.constant_input(1, "divisors");
    return channelwise(to, op, op.layer_input(0), &divisors, nullptr, 1, true);
}

value translate_concatenation(translator& to, operation& op) {
    value first = op.layer_input(0);
    size_t const axis = op.axis_in(op.integer("axis", 0), first.dims().size());
    extents dims = first.dims();
    dims[axis] = 0;
    std::vector<size_t> layers;
    bool are_channels = first.as.is_natural(), are_vectors = true;
    for (size_t k = 0; k < op.input_count(); ++k) {
        value const& in = op.layer_input(k);
        if (in.dims().size() != dims.size())
            op.refuse(failure::shape_mismatch, to_text(in.dims()) + " beside " + to_text(first.dims()), "one rank");
        for (size_t d = 0; d < dims.size(); ++d)
            if (d < axis && dims[d] != 1) are_channels = false;
        for (size_t d = 0; d < dims.size(); ++d)
            if (d != axis && in.dims()[d] != dims[d])
                op.refuse(failure::shape_mismatch, to_text(in.dims()) + " beside " + to_text(first.dims()),
                          "equal other dimensions");
        dims[axis] += in.dims()[axis];
        extents const &shape = to.at(in.layer).shape, &other = to.at(first.layer).shape;
        are_channels = are_channels && in.as.is_natural() && to.is_axis(in, axis, 0) &&
                       !to.at(in.layer).steps_first && shape.size() == other.size() &&
                       std::equal(shape.begin() + 1, shape.end(), other.begin() + 1);
        are_vectors = are_vectors && in.as.is_natural() && in.dims()[axis] == in.as.count();
    }
    if (!are_channels && !are_vectors)
        op.refuse(failure::unsupported_setting,
                  "values put together along axis " + std::to_string(axis) + " of " + to_text(dims),
                  "channels of images of one size, or whole vectors");
    if (op.input_count() == 1) return first;
    extents shape = are_channels ? to.at(first.layer).shape : extents{1};
    shape[0] = 0;
    for (size_t k = 0; k < op.input_count(); ++k) {
        size_t const from = op.layer_input(k).layer;
        layers.push_back(are_channels ? from : to.flattened(op, from));
        shape[0] += to.at(layers.back()).shape[0];
    }
    return translator::made(to.add(op, concatenation_layer{}, std::move(layers), shape), dims);
}

}  // namespace constexplain::importer
