// Conv, Gemm, MatMul.
#include "importer/limits.hpp"
#include "importer/translate.hpp"
#include "importer/translate_window.hpp"

namespace constexplain::importer {

namespace {

/// A bias as double, of so many elements.
std::vector<double> bias_of(operation const& op, size_t k, size_t width) {
    if (!op.has_input(k)) return {};
    array const& numbers = op.constant_input(k, "biases");
    auto const& reals = finite_reals(numbers, op.where());
    if (reals.size() != width)
        op.refuse(failure::shape_mismatch, "biases of " + to_text(numbers.dims), "[" + std::to_string(width) + "]");
    return {reals.begin(), reals.end()};
}

/// Gemm's C, broadcast to one number for each output, times beta.
std::vector<double> offsets_of(operation& op, size_t width) {
    double const beta = op.real("beta", 1);
    if (!op.has_input(2)) return {};
    array const& numbers = op.constant_input(2, "offsets");
    auto const& reals = finite_reals(numbers, op.where());
    bool const fits = numbers.dims.size() <= 2 && (numbers.dims.size() < 2 || numbers.dims[0] == 1);
    if (!fits || (reals.size() != 1 && reals.size() != width))
        op.refuse(failure::shape_mismatch, "offsets of " + to_text(numbers.dims),
                  "one, or one for each of " + std::to_string(width) + " outputs");
    std::vector<double> offsets(width);
    for (size_t k = 0; k < width; ++k) offsets[k] = beta * static_cast<double>(reals[reals.size() == 1 ? 0 : k]);
    return offsets;
}

/// The weights of a matrix as [out][in] in the order of the layer's elements.
std::vector<float> dense_weights(operation const& op, array const& matrix, bool is_transposed, view const& in) {
    auto const& reals = finite_reals(matrix, op.where());
    size_t const inputs = in.count(), outputs = reals.size() / inputs;
    if (is_transposed && in.is_natural()) return reals;
    std::vector<size_t> const places = in.places();
    std::vector<float> weights(reals.size());
    for (size_t o = 0; o < outputs; ++o)
        for (size_t i = 0; i < inputs; ++i)
            weights[o * inputs + places[i]] = is_transposed ? reals[o * inputs + i] : reals[i * outputs + o];
    return weights;
}

/// A fully connected layer over all elements of a value.
value dense_layer(translator& to, operation& op, value const& in, array const& matrix, bool is_transposed,
                  std::vector<double> bias, double factor, extents dims) {
    if (matrix.dims.size() != 2) op.refuse(failure::shape_mismatch, "weights of " + to_text(matrix.dims), "a matrix");
    size_t const inputs = matrix.dims[is_transposed ? 1 : 0], outputs = matrix.dims[is_transposed ? 0 : 1];
    if (inputs != in.as.count() || inputs != in.dims().back() || outputs == 0)
        op.refuse(failure::shape_mismatch, "weights of " + to_text(matrix.dims) + " on " + to_text(in.dims()),
                  "weights of as many rows as there are inputs",
                  "a batch or a sequence before a matrix product has no layer");
    fully_connected layer{outputs, {dense_weights(op, matrix, is_transposed, in.as), std::move(bias), {}, {}}};
    if (factor != 1) layer.numbers.out_factor.assign(outputs, factor);
    size_t const from = to.flattened(op, in.layer);
    dims.back() = outputs;
    size_t const made = to.add(op, std::move(layer), {from}, {outputs}, matrix.name);
    return translator::made(made, std::move(dims));
}

/// A convolution over an image of one pixel is a fully connected layer of the one tap that meets it.
value convolution_of_a_pixel(translator& to, operation& op, value const& in, array const& weight, window const& over,
                             std::vector<double> bias) {
    auto const& reals = finite_reals(weight, op.where());
    size_t const taps = over.kernel.height * over.kernel.width;
    size_t const tap =
        over.padding.top / over.dilation.height * over.kernel.width + over.padding.left / over.dilation.width;
    array matrix{weight.name, {weight.dims[0], weight.dims[1]}, {}};
    std::vector<float> picked;
    for (size_t k = 0; k < weight.dims[0] * weight.dims[1]; ++k) picked.push_back(reals[k * taps + tap]);
    matrix.elements = std::move(picked);
    extents dims = in.dims();
    dims[1] = weight.dims[0];
    value row = in;
    row.as = in.as.reshaped({1, weight.dims[1]});
    value result = dense_layer(to, op, row, matrix, true, std::move(bias), 1, {1, weight.dims[0]});
    result.as = result.as.reshaped(dims);
    return result;
}

bool is_one_pixel_of_a_vector(translator const& to, value const& in, window const& over, size_t groups) {
    return to.at(in.layer).shape.size() == 1 && in.as.is_natural() && groups == 1 && over.out_height(1) == 1 &&
           over.out_width(1) == 1 && over.padding.top % over.dilation.height == 0 &&
           over.padding.left % over.dilation.width == 0 &&
           over.padding.top / over.dilation.height < over.kernel.height &&
           over.padding.left / over.dilation.width < over.kernel.width;
}

}  // namespace

value translate_convolution(translator& to, operation& op) {
    value const in = op.layer_input(0);
    array const& weight = op.constant_input(1, "weights");
    auto const groups = op.integer("group", 1);
    extents const& dims = in.dims();
    if (dims.size() < 3 || dims.size() > 4 || weight.dims.size() != dims.size())
        op.refuse(failure::unsupported_setting, "weights of " + to_text(weight.dims) + " over " + to_text(dims),
                  "a convolution over one or two spatial dimensions");
    extents const kernel(weight.dims.begin() + 2, weight.dims.end());
    for (auto const extent : op.integers("kernel_shape", {kernel.begin(), kernel.end()}))
        if (extent < 0) op.refuse(failure::malformed_model, "a negative kernel", "the weights' kernel");
    auto const stated = op.integers("kernel_shape", {kernel.begin(), kernel.end()});
    if (!std::equal(stated.begin(), stated.end(), kernel.begin(), kernel.end(),
                    [](std::int64_t a, size_t b) { return a >= 0 && static_cast<size_t>(a) == b; }))
        op.refuse(failure::shape_mismatch, "a kernel_shape other than that of the weights", to_text(kernel));
    if (groups < 1 || static_cast<size_t>(groups) > weight.dims[0] ||
        weight.dims[0] % static_cast<size_t>(groups) != 0 ||
        dims[1] / static_cast<size_t>(groups) != weight.dims[1] || dims[1] % static_cast<size_t>(groups) != 0)
        op.refuse(failure::shape_mismatch,
                  "weights of " + to_text(weight.dims) + " in " + std::to_string(groups) + " groups on " +
                      to_text(dims),
                  "input channels = groups times the weights' second dimension");
    extents const pixels = as_image({dims.begin() + 1, dims.end()});
    window const over = window_of(op, pixels, kernel);
    auto bias = bias_of(op, 2, weight.dims[0]);
    if (dims[0] == 1 && pixels[1] * pixels[2] == 1 &&
        is_one_pixel_of_a_vector(to, in, over, static_cast<size_t>(groups)))
        return convolution_of_a_pixel(to, op, in, weight, over, std::move(bias));

    size_t const from = to.as_image(op, in);
    extents shape{weight.dims[0], over.out_height(pixels[1]), over.out_width(pixels[2])};
    if (kernel.size() == 1) shape.erase(shape.begin() + 1);
    convolution layer{weight.dims[0],
                      static_cast<size_t>(groups),
                      over,
                      {finite_reals(weight, op.where()), std::move(bias), {}, {}}};
    size_t const made = to.add(op, std::move(layer), {from}, shape, weight.name);
    return translator::made(made, with_batch(shape));
}

value translate_gemm(translator& to, operation& op) {
    value const in = op.layer_input(0);
    array const& matrix = op.constant_input(1, "weights");
    bool const is_transposed = op.integer("transB", 0) != 0;
    if (op.integer("transA", 0) != 0)
        op.refuse(failure::unsupported_setting, "transA", "the network's values as a row",
                  "transpose before the operator");
    if (in.dims().size() != 2 || in.dims()[0] != 1)
        op.refuse(failure::shape_mismatch, to_text(in.dims()), "[1, inputs]", "export with batch 1");
    size_t const outputs = matrix.dims.size() == 2 ? matrix.dims[is_transposed ? 0 : 1] : 0;
    double const alpha = op.real("alpha", 1);
    return dense_layer(to, op, in, matrix, is_transposed, offsets_of(op, outputs), alpha, {1, outputs});
}

value translate_matmul(translator& to, operation& op) {
    value const in = op.layer_input(0);
    array const& matrix = op.constant_input(1, "weights");
    extents dims = in.dims();
    if (dims.empty()) op.refuse(failure::shape_mismatch, "a single number", "a vector");
    return dense_layer(to, op, in, matrix, false, {}, 1, dims);
}

}  // namespace constexplain::importer
