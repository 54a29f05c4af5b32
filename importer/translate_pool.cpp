// MaxPool, AveragePool, GlobalAveragePool, GlobalMaxPool, ReduceMean, Pad.
#include "importer/limits.hpp"
#include "importer/translate.hpp"
#include "importer/translate_window.hpp"

#include <algorithm>

namespace constexplain::importer {

namespace {

value pool(translator& to, operation& op, pooling_kind kind, bool count_padding) {
    value const in = op.layer_input(0);
    size_t const from = to.as_image(op, in), spatial = in.dims().size() - 2;
    extents const image = as_image(to.at(from).shape);
    window const over = window_of(op, image, pooling_kernel(op, spatial));
    if (over.padding.top >= over.span_height() || over.padding.bottom >= over.span_height() ||
        over.padding.left >= over.span_width() || over.padding.right >= over.span_width())
        op.refuse(failure::unsupported_setting, "padding as large as the window", "padding smaller than the window");
    extents shape{image[0], over.out_height(image[1]), over.out_width(image[2])};
    // Only the taps of a dilated window can step over an image.
    bool const is_dilated = over.dilation.height > 1 || over.dilation.width > 1;
    count_of({std::max(shape[1], shape[2]), std::max(over.kernel.height, over.kernel.width)}, limits::value_elements,
             op.where());
    if (is_dilated && !over.every_window_meets(image[1], image[2]))
        op.refuse(failure::unsupported_setting, "a window of padding alone",
                  "at least one element of the image in every window");
    if (spatial == 1) shape.erase(shape.begin() + 1);
    return translator::made(to.add(op, pooling{kind, over, count_padding}, {from}, shape), with_batch(shape));
}

/// One number for each channel of an image or of a length.
extents one_for_each_channel(layer const& from) {
    extents shape(from.shape.size(), 1);
    shape[0] = from.shape[0];
    return shape;
}

extents with_ones(extents dims, std::vector<bool> const& reduced, bool keep) {
    extents result;
    for (size_t k = 0; k < dims.size(); ++k)
        if (!reduced[k] || keep) result.push_back(reduced[k] ? 1 : dims[k]);
    return result;
}

}  // namespace

value translate_max_pool(translator& to, operation& op) {
    op.ignore("storage_order");
    if (to.is_used(op, 1))
        op.refuse(failure::unsupported_setting, "the places of the largest values as an output", "the values alone");
    return pool(to, op, pooling_kind::max, false);
}

value translate_average_pool(translator& to, operation& op) {
    bool const count_padding = op.integer("count_include_pad", 0) != 0;
    return pool(to, op, pooling_kind::average, count_padding);
}

value translate_global_average_pool(translator& to, operation& op) {
    value const in = op.layer_input(0);
    size_t const from = to.as_image(op, in);
    extents const shape = one_for_each_channel(to.at(from));
    return translator::made(to.add(op, global_average{}, {from}, shape), with_batch(shape));
}

value translate_global_max_pool(translator& to, operation& op) {
    value const in = op.layer_input(0);
    size_t const from = to.as_image(op, in);
    extents const shape = one_for_each_channel(to.at(from));
    return translator::made(to.add(op, global_max{}, {from}, shape), with_batch(shape));
}

value translate_reduce_mean(translator& to, operation& op) {
    value const in = op.layer_input(0);
    extents const& dims = in.dims();
    auto const axes = op.axes(1, 18);
    bool const keep = op.integer("keepdims", 1) != 0;
    if ((!axes || axes->empty()) && op.integer("noop_with_empty_axes", 0) != 0) return in;
    op.ignore("noop_with_empty_axes");
    std::vector<bool> reduced(dims.size(), !axes || axes->empty());
    if (axes)
        for (auto const axis : *axes) reduced[op.axis_in(axis, dims.size())] = true;

    // Which axes of the layer these are.
    extents const shape = to.at(in.layer).shape;
    std::vector<bool> of_layer(shape.size(), false);
    for (size_t axis = 0; axis < dims.size(); ++axis) {
        if (!reduced[axis] || dims[axis] == 1) continue;
        bool found = false;
        for (size_t k = 0; k < shape.size() && !found; ++k)
            if (shape[k] > 1 && to.is_axis(in, axis, k)) found = of_layer[k] = true;
        if (!found)
            op.refuse(failure::unsupported_setting, "axis " + std::to_string(axis) + " of " + to_text(dims),
                      "whole axes of the layer before it");
    }
    extents const result = with_ones(dims, reduced, keep);
    bool const is_sequence = to.at(in.layer).steps_first;
    bool all_others = shape.size() > 1 && !of_layer[0];
    for (size_t k = 1; k < shape.size(); ++k) all_others = all_others && (of_layer[k] || shape[k] == 1);
    if (is_sequence && of_layer[0] && !of_layer[1])
        return translator::made(to.add(op, sequence_mean{}, {in.layer}, {shape[1]}), result);
    if (!is_sequence && all_others)
        return translator::made(to.add(op, global_average{}, {in.layer}, one_for_each_channel(to.at(in.layer))),
                                result);
    op.refuse(failure::unsupported_setting, "a mean over other axes of " + to_text(dims),
              "the mean over height and width of an image, or over the steps of a sequence");
}

value translate_pad(translator& to, operation& op) {
    value const in = op.layer_input(0);
    std::string const mode = op.text("mode", "constant");
    if (mode != "constant") op.refuse(failure::unsupported_setting, in_quotes(mode) + " padding", "constant padding");
    size_t const rank = in.dims().size();
    auto const pads = op.opset() < 11 ? op.integers("pads") : op.constant_input(1, "sizes").integers(op.where());
    double fill = op.opset() < 11 ? op.real("value", 0) : 0;
    if (op.opset() >= 11 && op.has_input(2)) {
        array const& number = op.constant_input(2, "a value to pad with");
        if (number.count() != 1)
            op.refuse(failure::malformed_model, to_text(number.dims) + " values to pad with", "one");
        fill = number.number(0);
    }
    std::vector<size_t> axes(rank);
    for (size_t k = 0; k < rank; ++k) axes[k] = k;
    if (op.has_input(3)) {
        axes.clear();
        for (auto const axis : op.constant_input(3, "axes").integers(op.where()))
            axes.push_back(op.axis_in(axis, rank));
    }
    if (pads.size() != 2 * axes.size())
        op.refuse(failure::malformed_model, std::to_string(pads.size()) + " sizes", std::to_string(2 * axes.size()));
    std::vector<size_t> before(rank, 0), after(rank, 0);
    for (size_t k = 0; k < axes.size(); ++k)
        for (size_t side = 0; side < 2; ++side) {
            auto const size = pads[k + side * axes.size()];
            if (size < 0 || size > static_cast<std::int64_t>(limits::window_size) || (size != 0 && axes[k] < 2))
                op.refuse(failure::unsupported_setting,
                          std::to_string(size) + " elements at axis " + std::to_string(axes[k]),
                          "0 to " + std::to_string(limits::window_size) + " rows or columns of an image");
            (side == 0 ? before : after)[axes[k]] = static_cast<size_t>(size);
        }
    if (std::all_of(before.begin(), before.end(), [](size_t v) { return v == 0; }) &&
        std::all_of(after.begin(), after.end(), [](size_t v) { return v == 0; }))
        return in;
    size_t const from = to.as_image(op, in), last = rank - 1;
    extents shape = to.at(from).shape;
    image_padding layer{{}, fill};
    layer.sides = rank == 3 ? padding_2d{0, before[last], 0, after[last]}
                            : padding_2d{before[2], before[3], after[2], after[3]};
    if (rank == 4) shape[1] += layer.sides.top + layer.sides.bottom;
    shape.back() += layer.sides.left + layer.sides.right;
    return translator::made(to.add(op, layer, {from}, shape), with_batch(shape));
}

}  // namespace constexplain::importer
