#pragma once
/// A sequence as the input of a network, and the two views of its memory.
#include <constexplain/layer/input.hpp>

namespace constexplain {

namespace detail {

template<class Bounds, size_t Steps, size_t Features>
struct sequence_input : input_tag {
    using bounds = Bounds;
    static constexpr shape extents = shape::sequence(Steps, Features);
    using mistake =
        first_mistake_t<unless<(Steps > 0 && Features > 0),
                               INPUT_MISUSED<needs::a_sequence_of_at_least_one_step_and_feature,
                                             given<Steps, Features>, cure::leave_it_out_or_write_at_least_1>>,
                        typename Bounds::template mistake<Features>>;

    static constexpr boundary out() { return {extents, Bounds::values, natural_order(extents)}; }
    static constexpr void write(meta::text_writer& text) { text << "sequence(" << Steps << "," << Features << ")"; }
};

/// Shared by the layers that read a sequence.
struct reads_sequence {
    using shape_needed = needs::steps_features_of_a_sequence;
    using shape_cure = cure::declare_the_input_as_sequence_steps_features_or_put_channels_to_sequence_before_it;
    static constexpr problem check(shape const& in) {
        return in.steps_first ? problem::none : problem::needs_another_shape;
    }
};
/// Shared by the layers that read channels, length.
struct reads_channels {
    using shape_needed = needs::channels_length;
    using shape_cure = cure::declare_input_as_channels_length_or_put_sequence_to_channels_before_it;
    static constexpr problem check(shape const& in) {
        return in.rank == 2 && !in.steps_first ? problem::none : problem::needs_another_shape;
    }
};

}  // namespace detail

/// The input of a network: `Steps` steps of `Features` values each, step by step in memory. `::within<low, high>` and
/// `::non_negative` as for `input`.
template<size_t Steps, size_t Features>
struct sequence : detail::sequence_input<detail::any_reals, Steps, Features> {
    /// All values are at least 0.
    using non_negative = detail::sequence_input<detail::only_non_negative, Steps, Features>;
    /// All values lie in [Low, High].
    template<auto Low, auto High>
    using within = detail::sequence_input<detail::one_box<Low, High>, Steps, Features>;
};

/// Steps, features become channels, length: a feature is a channel. Nothing moves in memory.
struct sequence_to_channels : kind::reordering, detail::reads_sequence {
    static constexpr shape out(shape const& in) { return {in[1], in[0]}; }
    static constexpr domain values(domain const& in) { return in; }
    static constexpr memory_order order(boundary const& in) { return detail::natural_order(out(in.extents)); }
    static constexpr size_t multiply_accumulates(shape const&) { return 0; }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "sequence_to_channels"; }
};

/// Channels, length become steps, features: a channel is a feature. Nothing moves in memory.
struct channels_to_sequence : kind::reordering, detail::reads_channels {
    static constexpr shape out(shape const& in) { return shape::sequence(in[1], in[0]); }
    static constexpr domain values(domain const& in) { return {in.low, in.high}; }
    static constexpr memory_order order(boundary const& in) { return detail::natural_order(out(in.extents)); }
    static constexpr size_t multiply_accumulates(shape const&) { return 0; }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "channels_to_sequence"; }
};

}  // namespace constexplain
