// Whole data sets on several threads: each sample's answer is that of a batch, bit for bit, and of one call, to rounding.
#include "support/catch.hpp"
#include "support/named_numbers.hpp"

#include <constexplain.hpp>
#include <constexplain/parameters/load_from.hpp>

#if defined(CONSTEXPLAIN_HAS_PARALLEL)
#include <constexplain/interop/parallel.hpp>

using namespace constexplain;

namespace {

using weights = support::named_numbers<3, -0.2, 0.9>;
struct digits : network<input<70>::non_negative, dense<65>, relu, dense<4>> {};
struct why : rules<on<linear_layers, epsilon<1e-6>>> {};

struct data {
    model<digits> net = load_from<digits>(weights{});
    std::vector<input_tensor<digits>> inputs;
    explicit data(size_t count) : inputs(count) {
        support::numbers source(count + 1);
        for (auto& x : inputs) source.fill(x.values, 0, 1);
    }
};

/// The batch of eight that holds a sample, behind copies of itself.
auto in_a_batch(model<digits> const& net, input_tensor<digits> const& x) {
    std::array<input_tensor<digits>, 8> copies;
    copies.fill(x);
    return net.explain_batch<why>(copies, keep<1>)[5];
}

std::string message_of(auto const& call) {
    try {
        call();
    } catch (length_mismatch const& error) {
        return error.what();
    }
    return "nothing was thrown";
}

}  // namespace

TEST_CASE("all samples of a data set, whatever its length", "[parallel]") {
    for (size_t const count : std::array<size_t, 6>{0, 1, 7, 8, 9, 100}) {
        data const set(count);
        std::vector<prediction<digits>> scores(count);
        predict_all<8>(set.net, set.inputs, scores, at_most_threads{2});
        std::vector<explanation<digits, float, kept_boundaries<1>>> maps(count);
        explain_all<why, 8>(set.net, set.inputs, maps, at_most_threads{2});
        for (size_t n = 0; n < count; ++n) {
            auto const expected = in_a_batch(set.net, set.inputs[n]);
            CHECK(scores[n] == expected.scores);
            CHECK(maps[n].status == status::ok);
            CHECK(maps[n].scores == expected.scores);
            CHECK(maps[n].relevance == expected.relevance);
            CHECK(maps[n].relevance_at<1>() == expected.relevance_at<1>());
            CHECK(maps[n].ledger.absorbed == expected.ledger.absorbed);
            CHECK(maps[n].target == expected.target);
            auto const alone = set.net.explain<why>(set.inputs[n]);
            CHECK(maps[n].target == alone.target);
            for (size_t k = 0; k < 70; ++k)
                CHECK(maps[n].relevance[k] == Approx(alone.relevance[k]).epsilon(1e-5).margin(1e-5));
        }
    }
}

TEST_CASE("the number of threads and the form of the inputs change nothing", "[parallel]") {
    data const set(75);
    std::vector<explanation<digits>> one(75), several(75);
    explain_all<why>(set.net, set.inputs, one, class_<2>, at_most_threads{1});
    std::vector<float> flat;
    for (auto const& x : set.inputs) flat.insert(flat.end(), x.begin(), x.end());
    std::vector<unsigned> const classes(75, 2);
    explain_all<why>(set.net, flat, std::span(several), classes);
    for (size_t n = 0; n < 75; ++n) {
        CHECK(one[n].relevance == several[n].relevance);
        CHECK(one[n].target == 2);
        CHECK(several[n].target == 2);
    }
    std::vector<prediction<digits>> scores(75);
    predict_all(set.net, flat, scores);
    for (size_t n = 0; n < 75; ++n) CHECK(scores[n] == one[n].scores);

    // One by one, as single calls do it.
    predict_all<1>(set.net, flat, scores);
    for (size_t n = 0; n < 75; ++n) CHECK(scores[n] == set.net.predict(set.inputs[n]));
}

TEST_CASE("what is wrong with a sample of a data set is a state of its answer", "[parallel]") {
    data set(40);
    std::vector<explanation<digits>> sound(40), found(40);
    explain_all<why>(set.net, set.inputs, sound);
    set.inputs[3][0] = std::numeric_limits<float>::quiet_NaN();
    std::vector<int> classes(40);
    for (size_t n = 0; n < 40; ++n) classes[n] = static_cast<int>(sound[n].target);
    classes[39] = 4;
    found[3].relevance.values.fill(7);
    explain_all<why>(set.net, set.inputs, found, classes);
    CHECK(found[3].status == status::input_not_finite);
    CHECK(found[3].relevance == input_tensor<digits>{});
    CHECK(found[39].status == status::class_out_of_range);
    for (size_t const n : std::array<size_t, 6>{0, 2, 4, 31, 32, 38}) {
        CHECK(found[n].status == status::ok);
        CHECK(found[n].relevance == sound[n].relevance);
    }
}

TEST_CASE("lengths that do not match are told", "[parallel]") {
    data const set(5);
    std::vector<prediction<digits>> scores(4);
    CHECK(message_of([&] { predict_all(set.net, set.inputs, scores); }) ==
          "results: found 4, needed 5, one for each input");
    std::vector<float> const flat(141);
    CHECK(message_of([&] { predict_all(set.net, flat, scores); }) ==
          "elements of the inputs: found 141, needed a multiple of 70");
    std::vector<explanation<digits>> maps(5);
    CHECK(message_of([&] { explain_all<why>(set.net, set.inputs, maps, std::vector<int>(6)); }) ==
          "classes: found 6, needed 5, one for each input");
    maps.resize(6);
    CHECK(message_of([&] { explain_all<why>(set.net, set.inputs, maps); }) ==
          "results: found 6, needed 5, one for each input");
}
#endif
