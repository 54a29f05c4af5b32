// Keras's own cases of layers over sequences, and ONNX's.

#include "keras_vectors.hpp"
#include "onnx_vectors.hpp"
#include "support/array_map.hpp"
#include "support/integers.hpp"

namespace {

using namespace constexplain;
using keras::as_stored;

template<std::size_t Steps, std::size_t Channels, class... Layers>
constexpr auto over_length =
    as_stored<network<sequence<Steps, Channels>, sequence_to_channels, Layers..., channels_to_sequence>>;

keras::table const lengths{
    {"convolutional.Conv1D.0", over_length<5, 2, conv1d<4, kernel<3>>>},
    {"convolutional.Conv1D.1", over_length<6, 3, conv1d<4, kernel<3>, without_bias>>},
    {"convolutional.Conv1D.2", over_length<4, 6, conv1d<2, kernel<3>, stride<2>, same>, sigmoid>},
    {"convolutional.Conv1D.3", over_length<8, 3, conv1d<2, kernel<7>, same>, tanh_activation>},
    {"convolutional.Conv1D.4", over_length<8, 3, conv1d<2, kernel<7>, same, dilation<2>>, tanh_activation>},
    {"pooling.AveragePooling1D.0", over_length<6, 6, avg_pool1d<2>>},
    {"pooling.AveragePooling1D.1", over_length<6, 6, avg_pool1d<2, stride<1>>>},
    {"pooling.AveragePooling1D.2", over_length<6, 6, avg_pool1d<2, stride<3>>>},
    {"pooling.AveragePooling1D.3", over_length<6, 6, avg_pool1d<2, same>>},
    {"pooling.AveragePooling1D.4", over_length<6, 6, avg_pool1d<2, stride<1>, same>>},
    {"pooling.AveragePooling1D.5", over_length<6, 6, avg_pool1d<2, stride<3>, same>>},
    {"pooling.AveragePooling1D.6", over_length<6, 6, avg_pool1d<3>>},
    {"pooling.AveragePooling1D.7", over_length<7, 7, avg_pool1d<3, stride<1>, same>>},
    {"pooling.AveragePooling1D.8", over_length<7, 7, avg_pool1d<3, stride<3>, same>>},
    {"pooling.MaxPooling1D.0", over_length<6, 6, max_pool1d<2>>},
    {"pooling.MaxPooling1D.1", over_length<6, 6, max_pool1d<2, stride<1>>>},
    {"pooling.MaxPooling1D.2", over_length<6, 6, max_pool1d<2, stride<3>>>},
    {"pooling.MaxPooling1D.3", over_length<6, 6, max_pool1d<2, same>>},
    {"pooling.MaxPooling1D.4", over_length<6, 6, max_pool1d<2, stride<1>, same>>},
    {"pooling.MaxPooling1D.5", over_length<6, 6, max_pool1d<2, stride<3>, same>>},
    {"pooling.MaxPooling1D.6", over_length<6, 6, max_pool1d<3>>},
    {"pooling.MaxPooling1D.7", over_length<7, 7, max_pool1d<3, stride<1>, same>>},
    {"pooling.MaxPooling1D.8", over_length<7, 7, max_pool1d<3, stride<3>, same>>},
    {"pooling.GlobalAveragePooling1D.0", as_stored<network<sequence<6, 6>, sequence_to_channels, global_avg_pool>>},
    {"pooling.GlobalAveragePooling1D.1", as_stored<network<sequence<3, 7>, sequence_to_channels, global_avg_pool>>},
    {"pooling.GlobalAveragePooling1D.2", as_stored<network<sequence<8, 4>, mean_over_sequence>>},
    {"pooling.GlobalMaxPooling1D.0", as_stored<network<sequence<6, 6>, sequence_to_channels, global_max_pool>>},
    {"pooling.GlobalMaxPooling1D.1", as_stored<network<sequence<3, 7>, sequence_to_channels, global_max_pool>>},
    {"pooling.GlobalMaxPooling1D.2", as_stored<network<sequence<8, 4>, sequence_to_channels, global_max_pool>>},
};

keras::table const tables_of_rows{
    {"embeddings.Embedding.0", as_stored<network<input<7>, embedding<5, 3>>>},
    {"embeddings.Embedding.1", as_stored<network<input<10>, embedding<20, 5>>>},
    {"embeddings.Embedding.2", as_stored<network<input<5>, embedding<33, 2>>>},
};

template<class Layer>
constexpr auto steps = as_stored<network<sequence<3, 6>, Layer>>;
template<class Layer>
constexpr auto steps_again = keras::second_call<network<sequence<6, 6>, Layer>>;

keras::table const states{
    {"recurrent.LSTM.0", steps<lstm<4, hard_gates, only_last>>},
    {"recurrent.LSTM.2", steps<lstm<4, hard_gates>>},
    {"recurrent.LSTM.3", steps<lstm<4, hard_gates, only_last, reversed>>},
    {"recurrent.LSTM.4", steps<lstm<4, hard_gates, reversed>>},
    {"recurrent.LSTM.5", steps_again<lstm<4, hard_gates, only_last>>},
    {"recurrent.LSTM.6", steps_again<lstm<4, hard_gates>>},
    {"recurrent.LSTM.7", steps_again<lstm<4, hard_gates, only_last, reversed>>},
    {"recurrent.LSTM.8", steps_again<lstm<4, hard_gates, reversed>>},
    {"recurrent.GRU.0", steps<gru<4, hard_gates, only_last>>},
    {"recurrent.GRU.2", steps<gru<4, hard_gates>>},
    {"recurrent.GRU.3", steps<gru<4, hard_gates, only_last, reversed>>},
    {"recurrent.GRU.4", steps<gru<4, hard_gates, reversed>>},
    {"recurrent.GRU.5", steps_again<gru<4, hard_gates, only_last>>},
    {"recurrent.GRU.6", steps_again<gru<4, hard_gates>>},
    {"recurrent.GRU.7", steps_again<gru<4, hard_gates, only_last, reversed>>},
    {"recurrent.GRU.8", steps_again<gru<4, hard_gates, reversed, without_bias>>},
    {"wrappers.Bidirectional.5", steps<parallel<gru<4, hard_gates>, gru<4, hard_gates, reversed>>>},
    {"wrappers.Bidirectional.6", steps<parallel<lstm<4, hard_gates>, lstm<4, hard_gates, reversed>>>},
};
keras::exceptions const of_states{
    {"recurrent.LSTM.1", "a sigmoid in place of tanh: no option of lstm"},
    {"recurrent.GRU.1", "a sigmoid in place of tanh: no option of gru"},
    {"recurrent.SimpleRNN.*", "a state without gates: no layer"},
    {"wrappers.Bidirectional.0", "two SimpleRNN: no layer"},
    {"wrappers.Bidirectional.1", "two SimpleRNN: no layer"},
    {"wrappers.Bidirectional.2", "two SimpleRNN: no layer"},
    {"wrappers.Bidirectional.3", "two SimpleRNN: no layer"},
    {"wrappers.Bidirectional.4", "two SimpleRNN: no layer"},
    {"wrappers.Bidirectional.7", "two SimpleRNN: no layer"},
};

}  // namespace

TEST_CASE("Keras: convolution and pooling over a length", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/keras");
    lengths.run("convolution and pooling over a length", 2e-6);
}

TEST_CASE("Keras: Embedding", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/keras");
    tables_of_rows.run("Embedding", 1e-15);
}

TEST_CASE("Keras: LSTM, GRU and both directions", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/keras");
    states.run("LSTM, GRU and both directions", 2e-6);
}

// --- ONNX -------------------------------------------------------------------------------------------------

namespace {

using values = std::vector<double>;

/// Blocks of rows in another order.
values reordered(values const& from, std::initializer_list<std::size_t> blocks) {
    std::size_t const size = from.size() / blocks.size();
    values to;
    for (std::size_t block : blocks)
        to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(block * size),
                  from.begin() + static_cast<std::ptrdiff_t>((block + 1) * size));
    return to;
}

template<class Net>
values run(std::map<std::string, values> const& arrays, values const& input) {
    auto const net = load_from<Net, double>(support::array_map(arrays));
    auto const scores = net.template predict<scalar_engine>(view_as<Net>(input));
    CHECK(scores.status == status::ok);
    return {scores.begin(), scores.end()};
}

/// ONNX's gates are i, o, f, c and z, r, h; X is [steps][batch][features], and Y_h the last state of each sample.
template<class Net>
void onnx_recurrent(onnx::vector_case const& from, support::deviations& close) {
    using L = typename node<Net, 0>::layer_type;
    auto const ordered = [](values const& rows) {
        return L::gates == 4 ? reordered(rows, {0, 2, 3, 1}) : reordered(rows, {1, 0, 2});
    };
    auto const x = from.load("inputs", 0);
    values bias(L::gates * L::hidden, 0.0);
    if (from.input_count() > 3) {
        auto const both = from.load("inputs", 3);
        for (std::size_t k = 0; k < bias.size(); ++k) bias[k] = both[k] + both[bias.size() + k];
    }
    std::map<std::string, values> const arrays{{"0.weight", ordered(from.load("inputs", 1))},
                                               {"0.recurrent", ordered(from.load("inputs", 2))},
                                               {"0.bias", ordered(bias)}};
    std::size_t const batch = from.shape_of("inputs", 0).at(1), features = Net::input.channels();
    REQUIRE(x.size() == Net::input.count() * batch);
    values found;
    for (std::size_t sample = 0; sample < batch; ++sample) {
        values input;
        for (std::size_t t = 0; t < Net::input.height(); ++t)
            for (std::size_t k = 0; k < features; ++k) input.push_back(x[(t * batch + sample) * features + k]);
        auto const last = run<Net>(arrays, input);
        found.insert(found.end(), last.begin(), last.end());
    }
    close.of<double>().check(found, from.load("outputs"), 1e-6);
}

void row_of_table(onnx::vector_case const& from, support::deviations&) {
    auto const rows = support::converted<double>(support::load_integers(from.path() / "set0_in1.npy"));
    auto const found = run<network<input<3>, embedding<5, 24>>>({{"0.weight", from.load("inputs", 0)}}, rows);
    CHECK(support::largest_difference(found, from.load("outputs")) == 0);
}

onnx::table const sequence_cases{
    {"test_lstm_defaults", onnx_recurrent<network<sequence<1, 2>, lstm<3, only_last>>>},
    {"test_lstm_with_initial_bias", onnx_recurrent<network<sequence<1, 3>, lstm<4, only_last>>>},
    {"test_gru_defaults", onnx_recurrent<network<sequence<1, 2>, gru<5, only_last>>>},
    {"test_gru_with_initial_bias", onnx_recurrent<network<sequence<1, 3>, gru<3, only_last>>>},
    {"test_gru_seq_length", onnx_recurrent<network<sequence<2, 3>, gru<5, only_last>>>},
    {"test_gather_0", row_of_table},
};
onnx::exceptions const of_sequences{
    {"test_lstm_with_peepholes", "its gates read the cell, which lstm's do not"},
    {"test_gather_1", "it gathers along another axis than the first, which is no embedding"},
    {"test_gather_2d_indices", "it gathers along another axis than the first, which is no embedding"},
    {"test_gather_negative_indices", "its indices count from the end: status::row_out_of_range, tested below"},
};

}  // namespace

TEST_CASE("ONNX: LSTM, GRU and Gather along the first axis", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/onnx");
    sequence_cases.run("LSTM, GRU and Gather along the first axis");
}

TEST_CASE("ONNX: pooling over a length", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/onnx");
    support::deviation close("ONNX, pooling over a length");
    onnx::vector_case const largest("test_maxpool_1d_default"), mean("test_averagepool_1d_default");
    close.check(run<network<input<3, 32>, max_pool1d<2, stride<1>>>>({}, largest.load("inputs")),
                largest.load("outputs"), 1e-6);
    close.check(run<network<input<3, 32>, avg_pool1d<2, stride<1>>>>({}, mean.load("inputs")), mean.load("outputs"),
                1e-6);
}

TEST_CASE("ONNX: Gather with negative indices, which an embedding refuses", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/onnx");
    using negative = network<input<3>, embedding<10, 1>>;
    onnx::vector_case const other("test_gather_negative_indices");
    auto const net = load_from<negative, double>(
        support::array_map(std::map<std::string, values>{{"0.weight", other.load("inputs", 0)}}));
    auto const indices = support::converted<double>(support::load_integers(other.path() / "set0_in1.npy"));
    CHECK(net.predict(view_as<negative>(indices)).status == status::row_out_of_range);
}
