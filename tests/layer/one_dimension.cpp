// Layers over a length are those over an image of one row; batch normalisation of them is folded.
#include "support/catch.hpp"
#include "support/deviation.hpp"
#include "support/named_numbers.hpp"

#include <constexplain/parameters/fold.hpp>
#include <constexplain/parameters/load_from.hpp>

namespace {

using namespace constexplain;

struct over_length : network<input<4, 13>::within<-1, 1>, conv1d<6, kernel<3>, stride<2>, padding<1, 2>, groups<2>>,
                             relu, max_pool1d<2, stride<1>>, conv1d<5, kernel<3>, same, dilation<2>, without_bias>,
                             relu, avg_pool1d<2, padding<0, 1>, count_padding>, conv1d<5, kernel<2>, groups<5>>, relu,
                             global_avg_pool, flatten, dense<3>> {};
struct over_a_row
    : network<input<4, 1, 13>::within<-1, 1>, conv2d<6, kernel<1, 3>, stride<1, 2>, padding<0, 1, 0, 2>, groups<2>>,
              relu, max_pool<extent_2d{1, 2}, stride<1>>, conv2d<5, kernel<1, 3>, same, dilation<1, 2>, without_bias>,
              relu, avg_pool<extent_2d{1, 2}, padding<0, 0, 0, 1>, count_padding>, conv2d<5, kernel<1, 2>, groups<5>>,
              relu, global_avg_pool, flatten, dense<3>> {};
static_assert(over_length::cost.macs == over_a_row::cost.macs);
static_assert(over_length::cost.parameters == over_a_row::cost.parameters);

struct normalised : network<sequence<9, 3>, batch_norm<>, sequence_to_channels, conv1d<4, kernel<3>, without_bias>,
                            batch_norm<>, relu, conv1d<2, kernel<2>>, flatten> {};

struct random_source {
    template<class T>
    void read(std::string const& name, std::span<std::size_t const> extents, std::span<T> to) const {
        if (name.ends_with("var"))
            support::named_numbers<5, 0.5, 1>{}.read(name, extents, to);
        else
            support::named_numbers<5, -1, 1>{}.read(name, extents, to);
    }
};

template<class Rules, class T, class Engine>
void compare() {
    auto const one = load_from<over_length, T>(random_source{});
    auto const other = load_from<over_a_row, T>(random_source{});
    input_tensor<over_length, T> x;
    support::numbers(2).fill(x);
    input_tensor<over_a_row, T> y;
    std::copy(x.begin(), x.end(), y.begin());
    auto const a = one.template explain<Rules, Engine>(x);
    auto const b = other.template explain<Rules, Engine>(y);
    CHECK(a.status == status::ok);
    CHECK(std::equal(a.scores.begin(), a.scores.end(), b.scores.begin()));
    CHECK(std::equal(a.relevance.begin(), a.relevance.end(), b.relevance.begin()));
    CHECK(a.ledger.absorbed == b.ledger.absorbed);
    CHECK(support::largest_magnitude(a.relevance) > 0);
}
template<class Rules>
void compare_all() {
    compare<Rules, double, scalar_engine>();
    compare<Rules, float, vector_engine>();
}

}  // namespace

TEST_CASE("a length is an image of one row", "[layer]") {
    compare_all<epsilon_plus>();
    compare_all<epsilon_gamma_box>();
    compare_all<gradient>();
}

TEST_CASE("global max pooling gives all to the largest", "[layer]") {
    using net = network<input<2, 3>, global_max_pool>;
    using image = network<input<2, 2, 2>, global_max_pool>;
    auto const bound = load_from<net, double>(random_source{});
    std::array<double, 6> const x{1, 5, 5, -3, -1, -2};
    auto const start = std::array<double, 2>{2, 3};
    auto const e = bound.explain<rules<>>(input_tensor<net, double>{x}, start_vector(start));
    CHECK(e.scores[0] == 5);
    CHECK(e.scores[1] == -1);
    CHECK(std::equal(e.relevance.begin(), e.relevance.end(), std::array<double, 6>{0, 2, 0, 0, 3, 0}.begin()));
    auto const scores =
        load_from<image, float>(random_source{}).predict(input_tensor<image>{{1, 2, 4, 3, 8, 7, 6, 5}});
    CHECK(scores[0] == 4);
    CHECK(scores[1] == 8);
    static_assert(image::output == shape{2, 1, 1} && net::output == shape{2, 1});
}

TEST_CASE("batch normalisation around conv1d is folded", "[layer]") {
    static_assert(folded<normalised>::depth == 6);
    auto const net = load_from<normalised, double>(random_source{});
    input_tensor<normalised, double> x;
    support::numbers(3).fill(x);
    auto const plain = net.predict(x);
    auto const merged = fold(net).predict(x);
    CHECK(support::largest_difference(merged, plain) <= 1e-12 * support::largest_magnitude(plain));
    // The first one's numbers are of features: y = (x - mean) w / sqrt(var + eps) + b.
    struct only : network<sequence<9, 3>, batch_norm<>> {};
    auto const y = load_from<only, double>(random_source{}).predict(x);
    std::array<double, 3> w, b, mean, var;
    random_source const source;
    source.read<double>("0.weight", {}, w);
    source.read<double>("0.bias", {}, b);
    source.read<double>("0.running_mean", {}, mean);
    source.read<double>("0.running_var", {}, var);
    for (std::size_t k = 0; k < y.size(); ++k)
        CHECK(y[k] ==
              Approx((x[k] - mean[k % 3]) * w[k % 3] / std::sqrt(var[k % 3] + 1e-5) + b[k % 3]).margin(1e-12));
}
