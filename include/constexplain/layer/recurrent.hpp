#pragma once
/// What layers that carry a state over a sequence share.
#include <constexplain/layer/options.hpp>
#include <constexplain/layer/sequence.hpp>

namespace constexplain {

namespace detail {
/// All that the options of a recurrent layer say.
struct recurrent_settings {
    bool only_last = false;
    bool reversed = false;
    bool hard_gates = false;
    bool reset_after = false;
    bool bias = true;
    problem wrong = problem::none;
};
template<class Option>
constexpr void apply_recurrent_option(recurrent_settings& s) {
    if constexpr (requires { Option::apply_to_recurrent(s); })
        Option::apply_to_recurrent(s);
    else if constexpr (std::is_same_v<Option, without_bias>)
        s.bias = false;
    else
        s.wrong = problem::foreign_option;
}
template<class... Options>
constexpr recurrent_settings recurrent_settings_of() {
    recurrent_settings s;
    (apply_recurrent_option<Options>(s), ...);
    return s;
}
}  // namespace detail

/// The output is the state after the last step, a vector, not a sequence of all states.
struct only_last {
    static constexpr void apply_to_recurrent(detail::recurrent_settings& s) { s.only_last = true; }
};
/// From the last step to the first. State t is still the output's step t.
struct reversed {
    static constexpr void apply_to_recurrent(detail::recurrent_settings& s) { s.reversed = true; }
};
/// Gates are max(0, min(1, 0.2 z + 0.5)) in place of the sigmoid (ONNX's HardSigmoid, Keras's hard_sigmoid).
struct hard_gates {
    static constexpr void apply_to_recurrent(detail::recurrent_settings& s) { s.hard_gates = true; }
};
/// A gru's reset gate multiplies the recurrent product, not the state before it (PyTorch; ONNX's linear_before_reset = 1).
struct reset_after {
    static constexpr void apply_to_recurrent(detail::recurrent_settings& s) { s.reset_after = true; }
};

namespace detail {

/// `Gates` gates of `Hidden` values. The first product reads a step, the second one the state before it.
template<size_t Hidden, size_t Gates, class... Options>
struct recurrent : kind::recurrent, reads_sequence {
    static constexpr auto settings = recurrent_settings_of<Options...>();
    static constexpr size_t hidden = Hidden;
    static constexpr size_t gates = Gates;
    using options_needed = needs::options_of_a_recurrent_layer;
    using options_cure = cure::choose_among_only_last_reversed_hard_gates_without_bias_and_in_a_gru_reset_after;

    static constexpr problem check(shape const& in) {
        if (settings.wrong != problem::none) return settings.wrong;
        if (Hidden == 0) return problem::no_outputs;
        return reads_sequence::check(in);
    }
    static constexpr shape out(shape const& in) {
        return settings.only_last ? shape{Hidden} : shape::sequence(in.height(), Hidden);
    }
    /// A product of a gate and a tanh, or a mean of them that the gates weigh.
    static constexpr domain values(domain const&) { return domain::box(-1, 1); }
    static constexpr memory_order order(boundary const& in) { return natural_order(out(in.extents)); }
    static constexpr size_t multiply_accumulates(shape const& in) {
        return in.height() * Gates * Hidden * (in.channels() + Hidden);
    }
    /// Those of a relevance pass from the outputs to the inputs; derivatives also go through the gates of a GRU.
    static constexpr size_t multiply_accumulates_back(shape const& in, bool derivatives) {
        return in.height() * Hidden * (Gates * in.channels() + (derivatives || Gates == 4 ? Gates : 1) * Hidden);
    }
    /// The scalars that a step of a relevance pass needs beside its input and result, with vectors of `lanes` scalars:
    /// the states and gates of every step, and what one step needs.
    static constexpr size_t scratch(shape const& in, size_t lanes) {
        size_t const state = round_up_to(Hidden, buffer_unit);
        return 2 * (in.height() + 1) * state + in.height() * record_size +
               2 * round_up_to(Gates * Hidden, buffer_unit) + 3 * state +
               round_up_to(round_up_to(Gates * Hidden, lanes), buffer_unit);
    }
    /// What a relevance pass keeps of each step.
    static constexpr size_t record_size = round_up_to(4 * Hidden, buffer_unit);
    static constexpr void write_as(meta::text_writer& text, std::string_view name) {
        text << name << "(" << Hidden << (settings.only_last ? ",last" : ",all")
             << (settings.reversed ? ",reversed" : "") << (settings.hard_gates ? ",hard_gates" : "")
             << (settings.bias ? ",bias)" : ",no_bias)");
    }
};

/// One step's product as a linear layer.
constexpr linear_geometry product_of(size_t inputs, size_t outputs, bool has_bias) {
    linear_geometry g;
    g.in_channels = inputs;
    g.out_channels = outputs;
    g.has_bias = has_bias;
    return g;
}

}  // namespace detail
}  // namespace constexplain
