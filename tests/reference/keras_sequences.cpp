// Keras's own cases of layers over sequences, and ONNX's.

#include "onnx_vectors.hpp"
#include "support/array_map.hpp"
#include "support/integers.hpp"

#include <constexplain/parameters/load_from.hpp>

namespace {

using namespace constexplain;
using support::json;
using values = std::vector<double>;

constexpr double of_six_decimals = 2e-6;  // of inputs, weights and results

values transposed(values const& from, std::size_t rows) {
    std::size_t const columns = from.size() / rows;
    values to(from.size());
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < columns; ++c) to[c * rows + r] = from[r * columns + c];
    return to;
}
/// Blocks of rows in another order.
values reordered(values const& from, std::initializer_list<std::size_t> blocks) {
    std::size_t const size = from.size() / blocks.size();
    values to;
    for (std::size_t block : blocks)
        to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(block * size),
                  from.begin() + static_cast<std::ptrdiff_t>((block + 1) * size));
    return to;
}

class keras_case {
public:
    keras_case(std::string const& file, std::string const& name)
        : case_(support::read_json(support::shared_data("zoo/vectors/keras") / (file + ".json")).at(name)) {}
    [[nodiscard]] values input() const { return support::numbers(case_.at("input").at("data")); }
    [[nodiscard]] values expected() const { return support::numbers(case_.at("expected").at("data")); }
    [[nodiscard]] values weight(std::size_t k) const {
        return support::numbers(case_.at("weights").at(k).at("data"));
    }
    [[nodiscard]] std::size_t weights() const { return case_.contains("weights") ? case_.at("weights").size() : 0; }
    [[nodiscard]] json const& attributes() const { return case_.at("params").at("attrs"); }

private:
    json case_;
};

template<class Net>
values run(std::map<std::string, values> const& arrays, values const& input) {
    auto const net = load_from<Net, double>(support::array_map(arrays));
    auto const scores = net.template predict<scalar_engine>(view_as<Net>(input));
    CHECK(scores.status == status::ok);
    return {scores.begin(), scores.end()};
}

/// A layer without parameters.
template<class Net>
void plain(std::string const& file, std::string const& name, support::deviation& close) {
    INFO(name);
    keras_case const from("layers__" + file, name);
    close.check(run<Net>({}, from.input()), from.expected(), of_six_decimals);
}

/// Weights [length][in][out] become [out][in][length].
template<class Net, std::size_t Length>
void convolution(std::string const& name, support::deviation& close) {
    INFO(name);
    keras_case const from("layers__convolutional__Conv1D", name);
    auto const stored = from.weight(0);
    std::size_t const out = Net::shapes[2].channels(), in = stored.size() / Length / out;
    values weight(stored.size());
    for (std::size_t k = 0; k < Length; ++k)
        for (std::size_t i = 0; i < in; ++i)
            for (std::size_t o = 0; o < out; ++o) weight[(o * in + i) * Length + k] = stored[(k * in + i) * out + o];
    std::map<std::string, values> arrays{{"1.weight", weight}};
    if (from.weights() > 1) arrays["1.bias"] = from.weight(1);
    close.check(run<Net>(arrays, from.input()), from.expected(), of_six_decimals);
}

/// Gates i, f, c, o of an LSTM, and z, r, h of a GRU.
template<class Net>
void recurrent(std::string const& kind, std::size_t number, support::deviation& close) {
    std::string const name = "recurrent." + kind + "." + std::to_string(number);
    INFO(name);
    keras_case const from("layers__recurrent__" + kind, name);
    using L = typename node<Net, 0>::layer_type;
    auto const ordered = [](values const& rows) { return L::gates == 4 ? rows : reordered(rows, {1, 0, 2}); };
    std::map<std::string, values> arrays{{"0.weight", ordered(transposed(from.weight(0), Net::input.channels()))},
                                         {"0.recurrent", ordered(transposed(from.weight(1), L::hidden))}};
    if (from.weights() > 2) arrays["0.bias"] = ordered(from.weight(2));
    auto expected = from.expected();
    // Keras puts the state that it reaches first first.
    if (L::settings.reversed && !L::settings.only_last) {
        values by_step;
        for (std::size_t t = Net::input.height(); t-- > 0;)
            by_step.insert(by_step.end(), expected.begin() + static_cast<std::ptrdiff_t>(t * L::hidden),
                           expected.begin() + static_cast<std::ptrdiff_t>((t + 1) * L::hidden));
        expected = by_step;
    }
    close.check(run<Net>(arrays, from.input()), expected, of_six_decimals);
}

template<std::size_t Steps, std::size_t Channels, class... Layers>
using over_length = network<sequence<Steps, Channels>, sequence_to_channels, Layers..., channels_to_sequence>;
template<class Layer>
using over_steps = network<sequence<3, 6>, Layer>;

}  // namespace

TEST_CASE("Keras: Conv1D", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/keras");
    support::deviation close("Keras, Conv1D");
    convolution<over_length<5, 2, conv1d<4, kernel<3>>>, 3>("convolutional.Conv1D.0", close);
    convolution<over_length<6, 3, conv1d<4, kernel<3>, without_bias>>, 3>("convolutional.Conv1D.1", close);
    convolution<over_length<4, 6, conv1d<2, kernel<3>, stride<2>, same>, sigmoid>, 3>("convolutional.Conv1D.2",
                                                                                      close);
    convolution<over_length<8, 3, conv1d<2, kernel<7>, same>, tanh_activation>, 7>("convolutional.Conv1D.3", close);
    convolution<over_length<8, 3, conv1d<2, kernel<7>, same, dilation<2>>, tanh_activation>, 7>(
        "convolutional.Conv1D.4", close);
}

TEST_CASE("Keras: pooling over a length", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/keras");
    support::deviation close("Keras, pooling over a length");
    std::string const largest = "pooling.MaxPooling1D.", mean = "pooling.AveragePooling1D.";
    auto const both = [&]<std::size_t N, std::size_t K, class... Options>(std::index_sequence<N, K>, auto number,
                                                                          meta::list<Options...>) {
        plain<over_length<N, N, max_pool1d<K, Options...>>>("pooling__MaxPooling1D", largest + number, close);
        plain<over_length<N, N, avg_pool1d<K, Options...>>>("pooling__AveragePooling1D", mean + number, close);
    };
    both(std::index_sequence<6, 2>{}, "0", meta::list<>{});
    both(std::index_sequence<6, 2>{}, "1", meta::list<stride<1>>{});
    both(std::index_sequence<6, 2>{}, "2", meta::list<stride<3>>{});
    both(std::index_sequence<6, 2>{}, "3", meta::list<same>{});
    both(std::index_sequence<6, 2>{}, "4", meta::list<stride<1>, same>{});
    both(std::index_sequence<6, 2>{}, "5", meta::list<stride<3>, same>{});
    both(std::index_sequence<6, 3>{}, "6", meta::list<>{});
    both(std::index_sequence<7, 3>{}, "7", meta::list<stride<1>, same>{});
    both(std::index_sequence<7, 3>{}, "8", meta::list<stride<3>, same>{});
    plain<network<sequence<8, 4>, mean_over_sequence>>("pooling__GlobalAveragePooling1D",
                                                       "pooling.GlobalAveragePooling1D.2", close);
    plain<network<sequence<3, 7>, sequence_to_channels, global_avg_pool>>("pooling__GlobalAveragePooling1D",
                                                                          "pooling.GlobalAveragePooling1D.1", close);
    plain<network<sequence<8, 4>, sequence_to_channels, global_max_pool>>("pooling__GlobalMaxPooling1D",
                                                                          "pooling.GlobalMaxPooling1D.2", close);
    plain<network<input<3, 6, 6>, global_max_pool>>("pooling__GlobalMaxPooling2D", "pooling.GlobalMaxPooling2D.1",
                                                    close);
}

TEST_CASE("Keras: Embedding", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/keras");
    support::deviation close("Keras, Embedding");
    auto const check = [&]<class Net>(std::type_identity<Net>, std::string const& name) {
        keras_case const from("layers__embeddings__Embedding", name);
        close.check(run<Net>({{"0.weight", from.weight(0)}}, from.input()), from.expected(), 1e-15);
    };
    check(std::type_identity<network<input<7>, embedding<5, 3>>>{}, "embeddings.Embedding.0");
    check(std::type_identity<network<input<10>, embedding<20, 5>>>{}, "embeddings.Embedding.1");
    check(std::type_identity<network<input<5>, embedding<33, 2>>>{}, "embeddings.Embedding.2");
}

// Case 1 of both has a sigmoid in place of tanh; cases 5 to 7 start from the state of a call before.
TEST_CASE("Keras: LSTM and GRU", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/keras");
    support::deviation close("Keras, LSTM and GRU");
    recurrent<over_steps<lstm<4, hard_gates, only_last>>>("LSTM", 0, close);
    recurrent<over_steps<lstm<4, hard_gates>>>("LSTM", 2, close);
    recurrent<over_steps<lstm<4, hard_gates, only_last, reversed>>>("LSTM", 3, close);
    recurrent<over_steps<lstm<4, hard_gates, reversed>>>("LSTM", 4, close);
    recurrent<over_steps<gru<4, hard_gates, only_last>>>("GRU", 0, close);
    recurrent<over_steps<gru<4, hard_gates>>>("GRU", 2, close);
    recurrent<over_steps<gru<4, hard_gates, only_last, reversed>>>("GRU", 3, close);
    recurrent<over_steps<gru<4, hard_gates, reversed>>>("GRU", 4, close);
}

namespace {

/// ONNX's gates are i, o, f, c and z, r, h; X is [steps][batch][features], and Y_h the last state of each sample.
template<class Net>
void onnx_recurrent(std::string const& name, support::deviation& close) {
    INFO(name);
    onnx::vector_case const from(name);
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
    close.check(found, from.load("outputs"), 1e-6);
}

}  // namespace

// test_lstm_with_peepholes has connections from the cell to the gates, which lstm has not.
TEST_CASE("ONNX: LSTM and GRU", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/onnx");
    support::deviation close("ONNX, LSTM and GRU");
    onnx_recurrent<network<sequence<1, 2>, lstm<3, only_last>>>("test_lstm_defaults", close);
    onnx_recurrent<network<sequence<1, 3>, lstm<4, only_last>>>("test_lstm_with_initial_bias", close);
    onnx_recurrent<network<sequence<1, 2>, gru<5, only_last>>>("test_gru_defaults", close);
    onnx_recurrent<network<sequence<1, 3>, gru<3, only_last>>>("test_gru_with_initial_bias", close);
    onnx_recurrent<network<sequence<2, 3>, gru<5, only_last>>>("test_gru_seq_length", close);
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

// Along other axes than the first, Gather is no embedding. Negative indices count from the end; an embedding refuses them.
TEST_CASE("ONNX: Gather along the first axis", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/onnx");
    onnx::vector_case const from("test_gather_0");
    auto const rows = support::converted<double>(support::load_integers(from.path() / "set0_in1.npy"));
    auto const found = run<network<input<3>, embedding<5, 24>>>({{"0.weight", from.load("inputs", 0)}}, rows);
    CHECK(support::largest_difference(found, from.load("outputs")) == 0);

    using negative = network<input<3>, embedding<10, 1>>;
    onnx::vector_case const other("test_gather_negative_indices");
    auto const net = load_from<negative, double>(
        support::array_map(std::map<std::string, values>{{"0.weight", other.load("inputs", 0)}}));
    auto const indices = support::converted<double>(support::load_integers(other.path() / "set0_in1.npy"));
    CHECK(net.predict(view_as<negative>(indices)).status == status::row_out_of_range);
}
