#pragma once
/// Layers that give their input's elements another order or another shape.
#include <constexplain/layer/layer.hpp>

namespace constexplain {

namespace detail {

/// Shared by permutations: `source(shape before it, k)` is the element of the input that becomes element k of the output,
/// both in the users' order.
struct permutes : kind::permutation {
    static constexpr domain values(domain const& in) { return {in.low, in.high}; }
    static constexpr size_t multiply_accumulates(shape const&) { return 0; }
};

/// Channels become pixels: every pixel a square of Block x Block.
template<size_t Block>
struct channels_to_pixels : permutes {
    static_assert(Block > 0, "pixel_shuffle, depth_to_space: a block of at least 1");
    using shape_needed = needs::channels_divisible_by<Block * Block>;
    using shape_cure = cure::choose_a_block_whose_square_divides_the_input_channels;
    static constexpr problem check(shape const& in) {
        if (in.rank != 3) return problem::needs_image;
        return in.channels() % (Block * Block) == 0 ? problem::none : problem::needs_another_shape;
    }
    static constexpr shape out(shape const& in) {
        return {in.channels() / (Block * Block), in.height() * Block, in.width() * Block};
    }
    static constexpr memory_order order(boundary const& in) { return natural_order(out(in.extents)); }

protected:
    /// `channel(c, place in the square)` is the channel that becomes channel c there.
    template<class F>
    static constexpr size_t source_by(shape const& in, size_t k, F const& channel) {
        shape const to = out(in);
        size_t const x = k % to.width(), y = k / to.width() % to.height(), c = k / (to.width() * to.height());
        size_t const from = channel(c, y % Block * Block + x % Block);
        return (from * in.height() + y / Block) * in.width() + x / Block;
    }
};

}  // namespace detail

/// C Block^2, H, W become C, H Block, W Block; the squares of one output channel are neighbouring input channels
/// (PyTorch's PixelShuffle, ONNX's DepthToSpace in the mode CRD; Shi et al., CVPR 2016).
template<size_t Block>
struct pixel_shuffle : detail::channels_to_pixels<Block> {
    static constexpr size_t source(shape const& in, size_t k) {
        return pixel_shuffle::source_by(in, k, [](size_t c, size_t place) { return c * Block * Block + place; });
    }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "pixel_shuffle(" << Block << ")"; }
};

/// The same, where neighbouring input channels are neighbouring output channels (TensorFlow's depth_to_space, ONNX's
/// DepthToSpace in its default mode DCR).
template<size_t Block>
struct depth_to_space : detail::channels_to_pixels<Block> {
    static constexpr size_t source(shape const& in, size_t k) {
        size_t const channels = in.channels() / (Block * Block);
        return depth_to_space::source_by(in, k, [=](size_t c, size_t place) { return place * channels + c; });
    }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "depth_to_space(" << Block << ")"; }
};

/// The same elements in the users' order under other extents: a vector, channels and length, or channels, height and
/// width.
template<size_t... Extents>
struct reshape : detail::permutes {
    static_assert(sizeof...(Extents) >= 1 && sizeof...(Extents) <= 3, "reshape: one, two or three extents");
    static constexpr size_t elements = (size_t{1} * ... * Extents);
    using shape_needed = needs::number_of_elements<elements>;
    using shape_cure = cure::write_extents_whose_product_is_the_number_of_elements;

    static constexpr problem check(shape const& in) {
        return in.count() == elements ? problem::none : problem::needs_another_shape;
    }
    static constexpr shape out(shape const&) { return shape{Extents...}; }
    static constexpr memory_order order(boundary const&) { return detail::natural_order(shape{Extents...}); }
    static constexpr size_t source(shape const&, size_t k) { return k; }
    static constexpr void write(meta::text_writer& text, shape const& in) { text << "reshape(" << out(in) << ")"; }
};

/// Axes in another order: extent k of the output is extent Axes[k] of the input.
template<size_t... Axes>
struct transpose : detail::permutes {
    static constexpr size_t rank = sizeof...(Axes);
    static constexpr std::array<size_t, rank> axes{Axes...};
    using shape_needed = needs::number_of_axes<rank>;
    using shape_cure = cure::name_each_axis_of_the_input_once_in_its_new_order;
    using options_needed = needs::each_axis_once;
    using options_cure = shape_cure;

    static constexpr problem check(shape const& in) {
        for (size_t axis = 0; axis < rank; ++axis)
            if ((size_t{0} + ... + (Axes == axis ? 1 : 0)) != 1) return problem::foreign_option;
        return in.rank == rank ? problem::none : problem::needs_another_shape;
    }
    static constexpr shape out(shape const& in) {
        shape result = in;
        result.steps_first = false;
        for (size_t k = 0; k < rank; ++k) result.extents[k] = in[axes[k]];
        return result;
    }
    static constexpr memory_order order(boundary const& in) { return detail::natural_order(out(in.extents)); }
    static constexpr size_t source(shape const& in, size_t k) {
        std::array<size_t, rank> at{};
        for (size_t axis = rank; axis-- > 0; k /= in[axes[axis]]) at[axes[axis]] = k % in[axes[axis]];
        size_t index = 0;
        for (size_t axis = 0; axis < rank; ++axis) index = index * in[axis] + at[axis];
        return index;
    }
    static constexpr void write(meta::text_writer& text, shape const&) {
        text << "transpose(";
        for (size_t k = 0; k < rank; ++k) text << (k == 0 ? "" : ",") << axes[k];
        text << ")";
    }
};

}  // namespace constexplain
