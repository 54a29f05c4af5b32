// Trained networks over sequences.

#include "support/integers.hpp"
#include "zoo_folder.hpp"

namespace {

using namespace constexplain;

struct mnist_lstm : network<sequence<28, 28>::within<0, 1>, named<"lstm_0", lstm<20>>, flatten,
                            named<"dense_0", dense<10>>, softmax> {};
struct text_sentiment
    : network<input<256>::within<0, 10002>, named<"embedding_0", embedding<10003, 16>>, mean_over_sequence,
              named<"dense_0", dense<16>>, relu, named<"dense_1", dense<2>>, softmax> {};

/// A folder's input: numbers, or words by their numbers.
template<class Net, class T>
std::vector<T> load_input(support::array_folder const& arrays, std::size_t k) {
    auto const file = arrays / ("io/input_" + std::to_string(k) + ".npy");
    if constexpr (lookup_layer<typename node<Net, 0>::layer_type>)
        return support::converted<T>(support::load_integers(file));
    else
        return load_npy<T>(file).values;
}

/// `zoo::folder` does the same for networks whose inputs are floats.
template<class Net, class T, class Engine>
void check_outputs_of_words(std::string const& name, std::size_t inputs, double allowed) {
    support::array_folder const arrays(support::shared_data("zoo") / name);
    auto const net = load_from<Net, T>(arrays);
    support::deviation close(name + (std::is_same_v<T, double> ? ", outputs, double" : ", outputs, float"));
    for (std::size_t k = 0; k < inputs; ++k) {
        auto const values = load_input<Net, T>(arrays, k);
        auto const scores = net.template predict<Engine>(view_as<Net>(values));
        CHECK(scores.status == status::ok);
        close.check(scores, load_npy<double>(arrays / ("io/output_" + std::to_string(k) + ".npy")).values, allowed);
    }
}

/// Inputs of a folder, explained in double and in float: the ledger closes, and both engines and scalars agree.
template<class Net>
void check_explanations(std::string const& name, std::size_t inputs) {
    support::array_folder const arrays(support::shared_data("zoo") / name);
    auto const net = load_from<Net, double>(arrays);
    auto const in_float = load_from<Net, float>(arrays);
    support::deviation closes(name + ", ledger"), engines(name + ", engines"), scalars(name + ", float");
    for (std::size_t k = 0; k < inputs; ++k) {
        INFO("input " << k);
        auto const values = load_input<Net, double>(arrays, k);
        auto const rounded = load_input<Net, float>(arrays, k);
        auto const e = net.template explain<zoo::epsilon_all>(view_as<Net>(values));
        auto const s = net.template explain<zoo::epsilon_all, scalar_engine>(view_as<Net>(values));
        auto const f = in_float.template explain<zoo::epsilon_all>(view_as<Net>(rounded));
        REQUIRE(e.status == status::ok);
        REQUIRE(f.status == status::ok);
        CHECK(e.target == s.target);
        closes.check_number(e.ledger.input_sum + e.ledger.total_absorbed(), e.ledger.start, 1e-12,
                            e.ledger.start_size);
        engines.check(e.relevance, s.relevance, 1e-12, support::largest_magnitude(s.relevance));
        scalars.check(f.relevance, e.relevance, 1e-5, support::largest_magnitude(e.relevance));
        CHECK(support::largest_magnitude(e.relevance) > 0);
    }
}

}  // namespace

TEST_CASE("zoo: mnist_lstm gives its stored outputs", "[reference]") {
    NEEDS_SHARED_DATA("zoo/mnist_lstm");
    static_assert(mnist_lstm::output == shape{10} && mnist_lstm::cost.parameters == 9530);
    zoo::folder("mnist_lstm").check_outputs<mnist_lstm>();
}

TEST_CASE("zoo: explanations of mnist_lstm close", "[reference]") {
    NEEDS_SHARED_DATA("zoo/mnist_lstm");
    check_explanations<mnist_lstm>("mnist_lstm", 10);
}

TEST_CASE("zoo: text_sentiment gives its stored outputs", "[reference]") {
    NEEDS_SHARED_DATA("zoo/text_sentiment");
    check_outputs_of_words<text_sentiment, double, vector_engine>("text_sentiment", 5, zoo::of_stored_floats);
    check_outputs_of_words<text_sentiment, double, scalar_engine>("text_sentiment", 5, zoo::of_stored_floats);
    check_outputs_of_words<text_sentiment, float, vector_engine>("text_sentiment", 5, zoo::of_float_outputs);
}

TEST_CASE("zoo: explanations of text_sentiment close, and a word's relevance is its vector's", "[reference]") {
    NEEDS_SHARED_DATA("zoo/text_sentiment");
    check_explanations<text_sentiment>("text_sentiment", 5);
    support::array_folder const arrays(support::shared_data("zoo/text_sentiment"));
    auto const net = load_from<text_sentiment, double>(arrays);
    auto const values = load_input<text_sentiment, double>(arrays, 0);
    auto const e = net.explain<zoo::epsilon_all>(view_as<text_sentiment>(values), keep<1>);
    auto const& rows = e.relevance_at<1>();
    for (std::size_t step = 0; step < 256; ++step) {
        double sum = 0;
        for (std::size_t k = 0; k < 16; ++k) sum += rows[step * 16 + k];
        CHECK(e.relevance[step] == Approx(sum).margin(1e-15));
    }
}
