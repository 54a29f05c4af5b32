// Batches: each sample's answer is the one that it gets alone, to rounding.
#include "support/catch.hpp"
#include "support/deviation.hpp"
#include "support/named_numbers.hpp"
#include "support/sanitized.hpp"

#include <constexplain.hpp>
#include <constexplain/parameters/load_from.hpp>

#include <memory>

using namespace constexplain;

namespace {

// More positive than negative weights: no sum that relevance is divided by is small, so that rounding stays small.
using weights = support::named_numbers<3, -0.2, 0.9>;

struct everywhere_epsilon : rules<on<linear_layers, epsilon<1e-6>>> {};
// Two products in each of two parts.
struct of_both_signs : rules<on<linear_layers, unchecked<alpha_beta<2, 1>>>> {};

// Weights of a cache's size, which are kept transposed too; larger ones; small ones of a larger network; images; branches; a table.
struct small : network<input<16>::non_negative, dense<20>, relu, dense<7>> {};
struct large : network<input<90>::non_negative, dense<70>, relu, dense<3>> {};
struct medium : network<input<40>, dense<48>, relu, dense<48>, relu, dense<4>> {};
struct image : network<input<2, 6, 6>::within<0, 1>, conv2d<5, kernel<3>, same>, relu, max_pool<2>, flatten,
                       dense<110>, relu, dense<4>, softmax> {};
struct joined : network<input<1, 4, 3>, flatten, dense<9>, residual<branch<dense<9>, relu, dense<9>>>, relu,
                        parallel<branch<dense<2>>, branch<>>, dense<3>> {};
struct rows : network<input<5>, embedding<9, 4>, lstm<3, only_last>, dense<2>> {};

template<class Net, class T, size_t Samples>
struct samples {
    std::array<input_tensor<Net, T>, Samples> inputs;
    samples() {
        support::numbers source(Samples);
        for (auto& x : inputs) source.fill(x.values, 0, 1);
    }
};

template<class T>
constexpr double allowed = std::is_same_v<T, double> ? 1e-14 : 1e-5;
/// The largest difference, in parts of the largest number.
double deviation_of(auto const& batch, auto const& single) {
    return support::largest_difference(batch, single) / support::largest_magnitude(single);
}

/// The first part of an explanation that differs, else nothing.
template<class E>
std::string differing_part(E const& batch, E const& single, double tolerance, double& worst) {
    if (batch.status != single.status || batch.scores.status != single.scores.status) return "status";
    if (batch.target != single.target) return "target";
    if (batch.certificate != single.certificate) return "certificate";
    auto const& [start, start_size, input_sum, absorbed, input_factor] = batch.ledger;
    auto const differs = [&](auto found, auto expected) {
        return !(std::abs(static_cast<double>(found - expected)) <=
                 tolerance * static_cast<double>(single.ledger.start_size));
    };
    if (differs(start, single.ledger.start) || differs(start_size, single.ledger.start_size)) return "start";
    if (differs(input_sum, single.ledger.input_sum)) return "input sum";
    if (differs(input_factor, single.ledger.input_factor)) return "input factor";
    for (size_t k = 0; k < absorbed.size(); ++k)
        if (differs(absorbed[k], single.ledger.absorbed[k])) return "absorbed by layer " + std::to_string(k);
    if (!batch.ledger.closes(static_cast<decltype(start)>(tolerance))) return "gap";
    worst =
        std::max({worst, deviation_of(batch.scores, single.scores), deviation_of(batch.relevance, single.relevance),
                  deviation_of(batch.template relevance_at<1>(), single.template relevance_at<1>())});
    return {};
}

template<class Net, size_t Samples, class Rules, class Engine = vector_engine, class T = float>
void explains_as_alone() {
    std::string const what(std::string(Net::signature) + ", " + std::to_string(Samples) + " samples");
    INFO(what);
    auto const net = load_from<Net, T>(weights{});
    samples<Net, T, Samples> const at;
    auto const predicted = net.template predict_batch<Engine>(at.inputs);
    auto const explained = net.template explain_batch<Rules, Engine>(at.inputs, keep<1>);
    std::string differing;
    double worst = 0;
    for (size_t n = 0; n < Samples; ++n) {
        auto const scores = net.template predict<Engine>(at.inputs[n]);
        if (predicted[n].status != scores.status) differing += "status of a prediction; ";
        worst = std::max(worst, deviation_of(predicted[n], scores));
        auto const why = net.template explain<Rules, Engine>(at.inputs[n], keep<1>);
        differing += differing_part(explained[n], why, allowed<T>, worst);
    }
    CHECK(differing == "");
    CHECK(worst <= (Engine::only_scalars ? 0 : allowed<T>));
    std::cout << what << ": largest deviation " << worst << ", allowed " << allowed<T> << std::endl;
}

/// The sanitizers' build sees the same code in the other cases.
template<class Net, size_t Samples, class Rules, class Engine = vector_engine, class T = float>
void explains_as_alone_unless_sanitized() {
    if constexpr (!support::sanitized) explains_as_alone<Net, Samples, Rules, Engine, T>();
}

}  // namespace

TEST_CASE("a batch of one, of three, of nine and of 32", "[batches]") {
    explains_as_alone<small, 1, everywhere_epsilon>();
    explains_as_alone<small, 3, everywhere_epsilon>();
    explains_as_alone_unless_sanitized<small, 3, gradient_times_input>();
    explains_as_alone_unless_sanitized<large, 32, everywhere_epsilon>();
    // Not a whole number of vectors.
    explains_as_alone<large, 9, of_both_signs>();
    explains_as_alone<medium, 17, of_both_signs>();
    explains_as_alone<medium, 3, everywhere_epsilon>();
}

TEST_CASE("batches through images and branches", "[batches]") {
    explains_as_alone<image, 3, epsilon_plus>();
    explains_as_alone<joined, 3, everywhere_epsilon>();
    explains_as_alone_unless_sanitized<image, 3, deep_taylor_box>();
}

TEST_CASE("batches in double, and of scalars to the bit", "[batches]") {
    explains_as_alone_unless_sanitized<large, 9, everywhere_epsilon, vector_engine, double>();
    explains_as_alone<joined, 3, everywhere_epsilon, scalar_engine>();
}

TEST_CASE("a sample's bits do not depend on its place or on its neighbours", "[batches]") {
    auto const net = load_from<large>(weights{});
    samples<large, float, 9> at;
    auto const before = net.explain_batch<of_both_signs>(at.inputs, keep<1>);
    std::ranges::reverse(at.inputs);
    auto const after = net.explain_batch<of_both_signs>(at.inputs, keep<1>);
    for (size_t n = 0; n < 9; ++n) {
        CHECK(before[n].scores == after[8 - n].scores);
        CHECK(before[n].relevance == after[8 - n].relevance);
        CHECK(before[n].ledger.absorbed == after[8 - n].ledger.absorbed);
    }
}

TEST_CASE("what is wrong with a sample stays with it", "[batches]") {
    auto const net = load_from<image>(weights{});
    samples<image, float, 3> at;
    auto const sound = net.explain_batch<epsilon_plus>(at.inputs, keep<1>);
    auto const sound_scores = net.predict_batch(at.inputs);
    at.inputs[1][17] = std::numeric_limits<float>::quiet_NaN();
    at.inputs[2][5] = -3;
    auto const with_nan = net.explain_batch<epsilon_plus>(at.inputs, keep<1>);
    CHECK(with_nan[0].relevance == sound[0].relevance);
    CHECK(with_nan[0].ledger.absorbed == sound[0].ledger.absorbed);
    CHECK(with_nan[0].status == status::ok);
    auto const alone = net.explain<epsilon_plus>(at.inputs[1], keep<1>);
    CHECK(alone.status == status::input_not_finite);
    CHECK(with_nan[1].status == status::input_not_finite);
    CHECK(with_nan[1].scores == alone.scores);
    CHECK(with_nan[1].relevance == alone.relevance);
    CHECK(with_nan[1].target == no_class);
    CHECK(with_nan[1].ledger.absorbed == alone.ledger.absorbed);
    CHECK(with_nan[2].status == status::input_outside_domain);
    CHECK(with_nan[2].ledger.closes(1e-5F));
    auto const scores = net.predict_batch(at.inputs);
    CHECK(scores[0] == sound_scores[0]);
    CHECK(scores[1] == net.predict(at.inputs[1]));
    CHECK(scores[1].status == status::input_not_finite);
    CHECK(scores[2].status == status::ok);

    // All of them.
    for (auto& x : at.inputs) x[0] = std::numeric_limits<float>::infinity();
    for (auto const& why : net.explain_batch<epsilon_plus>(at.inputs, keep<1>))
        CHECK(why.status == status::input_not_finite);
    for (auto const& one : net.predict_batch(at.inputs)) CHECK(one == net.predict(at.inputs[0]));
}

TEST_CASE("scores that overflow and rows that do not exist, in a batch", "[batches]") {
    auto const net = load_from<joined>(weights{});
    samples<joined, float, 3> at;
    auto const sound = net.explain_batch<everywhere_epsilon>(at.inputs, keep<1>);
    at.inputs[0].values.fill(1e38F);
    auto const found = net.explain_batch<everywhere_epsilon>(at.inputs, keep<1>);
    CHECK(found[0].status == status::result_not_finite);
    CHECK(found[0].scores.status == status::result_not_finite);
    CHECK(found[0].relevance == input_tensor<joined>{});
    CHECK(found[0].ledger.start == 0);
    CHECK(found[1].status == status::ok);
    CHECK(found[1].relevance == sound[1].relevance);
    CHECK(found[2].relevance_at<1>() == sound[2].relevance_at<1>());
    CHECK(net.predict_batch(at.inputs)[0].status == status::result_not_finite);

    auto const table = load_from<rows>(weights{});
    std::array<std::array<float, 5>, 3> numbers{{{0, 8, 1, 7, 2}, {0, 9, 1, 7, 2}, {3, 3, 3, 3, 3}}};
    auto const looked_up = table.explain_batch<epsilon_plus>(numbers);
    CHECK(table.predict_batch(numbers)[1] == table.predict(numbers[1]));
    for (size_t n = 0; n < 3; ++n) {
        auto const alone = table.explain<epsilon_plus>(numbers[n]);
        CHECK(looked_up[n].status == (n == 1 ? status::row_out_of_range : status::ok));
        CHECK(looked_up[n].status == alone.status);
        for (size_t k = 0; k < 5; ++k) CHECK(looked_up[n].relevance[k] == Approx(alone.relevance[k]).margin(1e-6));
    }
}

TEST_CASE("targets of a batch", "[batches]") {
    auto const net = load_from<small>(weights{});
    samples<small, float, 3> const at;
    auto const all_second = net.explain_batch<everywhere_epsilon>(at.inputs, keep<1>, class_<2>);
    std::array<int, 3> const classes{2, 6, 7};  // the last one does not exist
    auto const each = net.explain_batch<everywhere_epsilon>(at.inputs, keep<1>, classes);
    CHECK(each[0].relevance == all_second[0].relevance);
    CHECK(each[0].target == 2);
    CHECK(each[1].target == 6);
    CHECK(each[1].relevance == net.explain_batch<everywhere_epsilon>(at.inputs, keep<1>, 6)[1].relevance);
    CHECK(each[2].status == status::class_out_of_range);
    CHECK(each[2].scores == net.predict_batch(at.inputs)[2]);
    CHECK(each[2].relevance == input_tensor<small>{});
    auto const why = net.explain_batch<everywhere_epsilon>(at.inputs, keep<1>, difference_of(3, 1));
    CHECK(why[1].target == no_class);
    CHECK(why[1].ledger.start == Approx(why[1].scores[3] - why[1].scores[1]));
    std::array<float, 7> const start{0, 0, all_second[0].scores[2]};
    CHECK(net.explain_batch<everywhere_epsilon>(at.inputs, keep<1>, start_vector(start))[0].relevance ==
          all_second[0].relevance);
}

TEST_CASE("what may be a batch, and where its answers go", "[batches]") {
    auto const net = load_from<image>(weights{});
    samples<image, float, 3> const at;
    auto const expected = net.predict_batch(at.inputs);
    auto const same = [&](auto const& answers) {
        return answers.size() == 3 && std::equal(answers.begin(), answers.end(), expected.begin());
    };
    std::vector<float> flat;
    for (auto const& x : at.inputs) flat.insert(flat.end(), x.begin(), x.end());
    tensor<float, 3, 2, 6, 6> stacked;
    std::ranges::copy(flat, stacked.begin());
    CHECK(same(net.predict_batch(std::span<input_tensor<image> const, 3>(at.inputs))));
    CHECK(same(net.predict_batch(std::span<float const, 3 * 72>(flat))));
    CHECK(same(net.predict_batch(stacked)));

    auto const buffers = std::make_unique<batch_workspace<image, 3>>();
    std::array<prediction<image>, 3> answers;
    net.predict_batch(at.inputs, *buffers, answers);
    CHECK(same(answers));
    std::vector<prediction<image>> longer(5);
    net.predict_batch(at.inputs, std::span<prediction<image>, 3>(longer.data() + 1, 3), *buffers);
    CHECK(same(std::span(longer).subspan(1, 3)));
    CHECK(longer[4].status == status::ok);

    // What a caller's answer held before means nothing.
    auto const explain_buffers = std::make_unique<batch_workspace<image, 3, epsilon_plus>>();
    auto const explained = std::make_unique<std::array<explanation<image, float, kept_boundaries<1>>, 3>>();
    net.explain_batch<epsilon_plus>(at.inputs, *explained, *explain_buffers, keep<1>, 2);
    auto bad = at.inputs;
    bad[1][0] = std::numeric_limits<float>::quiet_NaN();
    net.explain_batch<epsilon_plus>(bad, *explained, *explain_buffers, keep<1>, 3);
    CHECK((*explained)[0].target == 3);
    CHECK((*explained)[1].target == no_class);
    CHECK((*explained)[1].relevance == input_tensor<image>{});
    STATIC_REQUIRE(std::is_void_v<decltype(net.predict_batch(at.inputs, answers))>);
    // Each sample has its own activations and relevance; they share a layer's scratch memory, which lies behind these.
    using of_one = explain_memory<image, epsilon_plus, lanes<float>>;
    using of_three = explain_memory<image, epsilon_plus, lanes<float>, 3>;
    STATIC_REQUIRE(of_three::activations_end > 2 * of_one::activations_end);
    STATIC_REQUIRE(of_three::summand > 2 * of_one::summand);
    STATIC_REQUIRE(of_three::scratch[0] >= 2 * of_one::scratch[0]);
    STATIC_REQUIRE(batch_workspace<image, 3, epsilon_plus>::bytes >=
                   workspace<image, epsilon_plus>::bytes + sizeof(float) * of_one::scratch[0]);
    STATIC_REQUIRE(batch_workspace<image, 3, epsilon_plus>::bytes < 3 * workspace<image, epsilon_plus>::bytes);
}
