// Bounds and derivatives through layers over sequences.
#include "interop/enclosure.hpp"
#include "support/named_numbers.hpp"

#include <constexplain/interop/dual.hpp>
#include <constexplain/parameters/load_from.hpp>

using namespace constexplain;

namespace {

using random_source = support::named_numbers<11, -0.7, 0.7>;

struct with_lstm : network<sequence<4, 2>::within<-1, 1>, lstm<3>, mean_over_sequence, dense<2>> {};
struct with_gru : network<sequence<4, 2>::within<-1, 1>, gru<3, reset_after>, gru<3, only_last>, dense<2>> {};
struct with_hard_gates : network<sequence<3, 2>::within<-1, 1>, lstm<3, hard_gates, only_last>, dense<2>> {};
struct words
    : network<input<3>::within<0, 4>, embedding<5, 2>, sequence_to_channels, conv1d<2, kernel<2>>, relu, flatten> {};

struct shares : rules<on<recurrent_layers, stabilised<signal_takes_all, 0.1>>, on<linear_layers, epsilon<0.1>>> {};

template<class Net, class Rules>
void check_bounds() {
    support::numbers source(21);
    auto const net = load_from<Net, double>(random_source{});
    for (double radius : {0.0, 1e-3, 0.3}) {
        INFO("radius " << radius);
        auto const box = bounds::random_box<Net>(source, radius);
        auto const seen = bounds::compare<Rules, scalar_engine>(net, box, source, 40, 1e-12);
        CHECK(seen.outside == 0);
        CHECK(seen.state == status::ok);
        if (radius == 0) CHECK(seen.widest < 1e-10);
        if (radius == 1e-3) CHECK(seen.widest < 0.2);
    }
}

template<class Net, class Rules>
void check_derivative() {
    support::numbers source(22);
    auto const net = load_from<Net, double>(random_source{});
    input_tensor<Net, double> x, u;
    source.fill(x, 0.1, 0.9);
    source.fill(u);
    auto const e = with_scalar<dual>(net).template explain<Rules>(along(x, u), class_<1>);
    REQUIRE(e.status == status::ok);
    double const h = 1e-5;
    auto const at = [&](double t) {
        auto moved = x;
        for (size_t k = 0; k < x.size(); ++k) moved[k] += t * u[k];
        return net.template explain<Rules, scalar_engine>(moved, class_<1>);
    };
    auto const after = at(h), before = at(-h);
    double largest = 0, error = 0;
    for (size_t k = 0; k < x.size(); ++k) {
        double const difference = (after.relevance[k] - before.relevance[k]) / (2 * h);
        largest = std::max(largest, std::abs(difference));
        error = std::max(error, std::abs(e.relevance[k].derivative(1) - difference));
    }
    INFO("largest derivative " << largest << ", error " << error);
    CHECK(largest > 1e-4);
    CHECK(error <= 1e-6 * largest);
}

}  // namespace

TEST_CASE("bounds hold through recurrent layers", "[interop]") {
    check_bounds<with_lstm, shares>();
    check_bounds<with_lstm, gradient>();
    check_bounds<with_gru, shares>();
    check_bounds<with_hard_gates, shares>();
}

TEST_CASE("derivatives of relevance through recurrent layers equal central differences", "[interop]") {
    check_derivative<with_lstm, shares>();
    check_derivative<with_gru, shares>();
    check_derivative<with_gru, gradient>();
}

TEST_CASE("rows are chosen by intervals that hold their numbers", "[interop]") {
    auto const net = load_from<words, double>(random_source{});
    auto const bounded = with_scalar<interval>(net);
    std::array<double, 3> const x{4, 0, 2};
    std::array<interval, 3> box{interval(4.0), interval(0.0), interval(2.0)};
    auto const one = net.predict<scalar_engine>(x);
    auto const many = bounded.predict(box);
    CHECK(many.status == status::ok);
    for (size_t k = 0; k < one.size(); ++k) {
        CHECK(many[k].low <= one[k]);
        CHECK(many[k].high >= one[k]);
        CHECK(many[k].width() < 1e-14);
    }
    // All rows at once: nothing that they give lies outside.
    auto const refined = refined_domains(net);
    for (double row = 0; row < 5; ++row)
        for (double const v : net.predict(std::array<double, 3>{row, row, 4 - row})) CHECK(v <= refined.back().high);
    CHECK(refined[1].high <= 0.7);
    CHECK(refined[1].low >= -0.7);
    CHECK(refined[1].high > refined[1].low);
    box[1] = interval{0, 1.5};
    auto const either = bounded.predict(box);
    auto const other = net.predict<scalar_engine>(std::array<double, 3>{4, 1, 2});
    CHECK(either.status == status::ok);
    for (size_t k = 0; k < one.size(); ++k) {
        CHECK(either[k].low <= std::min(one[k], other[k]));
        CHECK(either[k].high >= std::max(one[k], other[k]));
    }
    for (interval const& outside :
         {interval(-1.0), interval(5.0), interval{-0.5, 1}, interval{0.25, 0.75}, interval{3, 9}}) {
        box[1] = outside;
        CHECK(bounded.predict(box).status == status::row_out_of_range);
    }
}
