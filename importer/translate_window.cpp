#include "importer/translate_window.hpp"

#include "importer/limits.hpp"

namespace constexplain::importer {

namespace {

/// One number for each spatial dimension (or each of its sides), within bounds.
std::vector<size_t> numbers_of(operation& op, std::string_view name, size_t count, size_t low,
                               std::int64_t otherwise) {
    auto const given = op.integers(name, std::vector<std::int64_t>(count, otherwise));
    if (given.size() != count)
        op.refuse(failure::malformed_model, std::to_string(given.size()) + " numbers of " + in_quotes(name),
                  std::to_string(count));
    std::vector<size_t> numbers;
    for (auto const v : given) {
        if (v < static_cast<std::int64_t>(low) || v > static_cast<std::int64_t>(limits::window_size))
            op.refuse(v < 0 ? failure::unsupported_setting : failure::size_limit_exceeded,
                      std::to_string(v) + " in " + in_quotes(name),
                      std::to_string(low) + " to " + std::to_string(limits::window_size));
        numbers.push_back(static_cast<size_t>(v));
    }
    return numbers;
}

/// One dimension is the width of an image of height 1.
extent_2d pair_of(std::vector<size_t> const& numbers) {
    return numbers.size() == 1 ? extent_2d{1, numbers[0]} : extent_2d{numbers[0], numbers[1]};
}

}  // namespace

window window_of(operation& op, extents const& image, extents const& kernel) {
    size_t const spatial = kernel.size();
    window over;
    for (size_t const extent : kernel)
        if (extent < 1 || extent > limits::window_size)
            op.refuse(failure::size_limit_exceeded, "a kernel of " + to_text(kernel),
                      "1 to " + std::to_string(limits::window_size));
    over.kernel = pair_of(kernel);
    over.stride = pair_of(numbers_of(op, "strides", spatial, 1, 1));
    over.dilation = pair_of(numbers_of(op, "dilations", spatial, 1, 1));
    std::string const mode = op.text("auto_pad", "NOTSET");
    auto const pads = numbers_of(op, "pads", 2 * spatial, 0, 0);
    if (mode == "SAME_UPPER")
        over.mode = padding_mode::same;
    else if (mode == "SAME_LOWER")
        over.mode = padding_mode::same_lower;
    else if (mode == "NOTSET" || mode.empty())
        over.padding =
            spatial == 1 ? padding_2d{0, pads[0], 0, pads[1]} : padding_2d{pads[0], pads[1], pads[2], pads[3]};
    else if (mode != "VALID")
        op.refuse(failure::malformed_model, in_quotes(mode) + " as auto_pad",
                  "NOTSET, SAME_UPPER, SAME_LOWER or VALID");
    over = over.over(image[1], image[2]);
    if (!over.fits(image[1], image[2]))
        op.refuse(failure::shape_mismatch,
                  "a window of " + std::to_string(over.span_height()) + " x " + std::to_string(over.span_width()),
                  "one that fits into " + to_text(image) + " and its padding");
    over.round_up = op.integer("ceil_mode", 0) != 0;
    return over;
}

extents pooling_kernel(operation& op, size_t spatial) {
    std::vector<size_t> const kernel = numbers_of(op, "kernel_shape", spatial, 1, 0);
    return {kernel.begin(), kernel.end()};
}

extents with_batch(extents const& shape) {
    extents dims{1};
    dims.insert(dims.end(), shape.begin(), shape.end());
    return dims;
}

}  // namespace constexplain::importer
