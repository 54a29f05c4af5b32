// What chooses no row of an embedding reads none, and gives no scores.
#include "support/catch.hpp"
#include "support/numbers.hpp"

#include <constexplain/parameters/load_from.hpp>

#include <cmath>
#include <limits>

namespace {

using namespace constexplain;

struct words : network<input<4>, named<"words", embedding<6, 3>>, mean_over_sequence, named<"out", dense<2>>> {};
/// The rows are computed inside the network.
struct inner : network<input<4>, relu, named<"words", embedding<6, 3>>, sequence_to_channels,
                       named<"conv", conv1d<2, kernel<2>>>, relu, global_max_pool, flatten> {};
struct shares : rules<on<linear_layers, epsilon<>>> {};

struct random_source {
    template<class T>
    void read(std::string const&, std::span<std::size_t const>, std::span<T> to) const {
        support::numbers(9).fill(to);
    }
};

template<class Net, class T>
void check_refused(T value) {
    auto const net = load_from<Net, T>(random_source{});
    for (std::size_t place = 0; place < 4; ++place) {
        std::array<T, 4> x{T(0), T(5), T(2), T(3)};
        x[place] = value;
        INFO("value " << value << " at " << place);
        auto const scores = net.predict(x);
        CHECK(scores.status == status::row_out_of_range);
        auto const e = net.template explain<shares>(x);
        CHECK(e.status == status::row_out_of_range);
        CHECK(e.scores.status == status::row_out_of_range);
        CHECK(e.target == no_class);
        for (T v : scores) CHECK(v == T(0));
        for (T v : e.scores) CHECK(v == T(0));
        for (T v : e.relevance) CHECK(v == T(0));
    }
}

}  // namespace

TEMPLATE_TEST_CASE("what is no row's number is refused", "[model]", float, double) {
    using T = TestType;
    for (T value : {T(6), T(-1), T(0.5), T(1e9), T(-1e30), std::numeric_limits<T>::max(), std::nextafter(T(3), T(4)),
                    std::nextafter(T(0), T(-1))})
        check_refused<words>(value);
    for (T value : {T(6), T(0.5), T(1e9)}) check_refused<inner>(value);
}

TEST_CASE("rows are chosen, and their relevance is summed", "[model]") {
    auto const net = load_from<words, double>(random_source{});
    std::array<double, 4> const x{5, 0, 0, 3};
    auto const e = net.explain<shares>(x, keep<1>);
    CHECK(e.status == status::ok);
    auto const& rows = e.relevance_at<1>();
    for (std::size_t step = 0; step < 4; ++step)
        CHECK(e.relevance[step] == Approx(rows[step * 3] + rows[step * 3 + 1] + rows[step * 3 + 2]));
    CHECK(e.relevance[1] == e.relevance[2]);
    CHECK(std::abs(e.ledger.gap()) < 1e-12);
    CHECK(e.ledger.absorbed[0] == 0);
    CHECK(net.predict(std::array<double, 4>{-0.0, 0, 0, 0}).status == status::ok);
    CHECK(net.predict(std::array<double, 4>{std::nan(""), 0, 0, 0}).status == status::input_not_finite);
}

TEST_CASE("rows computed inside a network are looked up", "[model]") {
    auto const net = load_from<inner, float>(random_source{});
    CHECK(net.predict(std::array<float, 4>{-7, 5, 2, 3}).status == status::ok);  // the rectifier makes it 0
}
