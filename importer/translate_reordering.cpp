// Operators that move nothing: Reshape, Flatten, Squeeze, Unsqueeze, Transpose, Identity, Dropout, Cast; and DepthToSpace.
#include "importer/limits.hpp"
#include "importer/translate.hpp"
#include "importer/translate_window.hpp"

namespace constexplain::importer {

value translate_reordering(translator&, operation& op) {
    value result = op.layer_input(0);
    extents const& from = result.dims();
    std::string const& name = op.op();
    if (name == "Transpose") {
        auto turned = result.as.transposed(transposed_order(op, from.size()));
        if (!turned)
            op.refuse(failure::unsupported_setting, "axes that a Reshape has mixed",
                      "whole axes of the layer before it");
        result.as = std::move(*turned);
        return result;
    }
    result.as = result.as.reshaped(name == "Reshape"     ? reshaped_dims(op, from, op.constant_input(1, "a shape"))
                                   : name == "Squeeze"   ? squeezed_dims(op, from)
                                   : name == "Unsqueeze" ? unsqueezed_dims(op, from)
                                                         : flattened_dims(op, from));
    return result;
}

value translate_depth_to_space(translator& to, operation& op) {
    value const in = op.layer_input(0);
    std::string const mode = op.text("mode", "DCR");
    if (mode != "DCR" && mode != "CRD")
        op.refuse(failure::malformed_model, "the mode " + in_quotes(mode), "DCR or CRD");
    auto const block = op.integer("blocksize", 0);
    size_t const from = to.as_image(op, in);
    extents const& image = to.at(from).shape;
    if (image.size() != 3) op.refuse(failure::shape_mismatch, to_text(in.dims()), "[1, channels, height, width]");
    if (block < 1 || block > static_cast<std::int64_t>(limits::window_size) ||
        image[0] % static_cast<size_t>(block * block) != 0)
        op.refuse(failure::malformed_model,
                  "blocks of " + std::to_string(block) + " of " + std::to_string(image[0]) + " channels",
                  "channels divisible by the block's square");
    auto const side = static_cast<size_t>(block);
    extents const shape{image[0] / (side * side), image[1] * side, image[2] * side};
    return translator::made(to.add(op, channels_to_pixels{side, mode == "CRD"}, {from}, shape), with_batch(shape));
}

value translate_identity(translator&, operation& op) { return op.layer_input(0); }

value translate_dropout(translator& to, operation& op) {
    value const in = op.layer_input(0);
    op.ignore("seed");
    double ratio = op.opset() < 12 ? op.real("ratio", 0.5) : 0.5;
    if (op.has_input(1)) ratio = op.constant_input(1, "a ratio").number(0);
    if (to.is_used(op, 1)) op.refuse(failure::unsupported_setting, "the mask as an output", "the values alone");
    if (op.has_input(2) && op.constant_input(2, "a mode").number(0) != 0 && ratio != 0)
        op.refuse(failure::unsupported_setting, "dropout in training mode", "dropout that does nothing",
                  "export in evaluation mode");
    return in;
}

value translate_cast(translator&, operation& op) {
    value result = op.layer_input(0);
    auto const type = op.integer("to", 0);
    op.ignore("saturate");
    bool const to_real = type == 1 || type == 10 || type == 11 || type == 16;
    bool const to_index = type == 6 || type == 7;
    if (!to_real && !(to_index && result.whole_numbers))
        op.refuse(failure::unsupported_setting, "a cast to ONNX's type " + std::to_string(type),
                  "float, or int32 and int64 of indices");
    result.whole_numbers = !to_real;
    return result;
}

}  // namespace constexplain::importer
