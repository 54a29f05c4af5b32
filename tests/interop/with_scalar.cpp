// One network's parameters in several scalars.
#include "support/catch.hpp"
#include "support/numbers.hpp"

#include <constexplain/parameters/with_scalar.hpp>

using namespace constexplain;

namespace {

struct mixed : network<input<2, 6, 5>::within<0, 1>, conv2d<6, kernel<3>, groups<2>>, relu,
                       conv2d<6, kernel<2>, groups<6>, without_bias>, relu, conv2d<3, kernel<1>>, flatten, dense<7>,
                       relu, dense<3>> {};
struct plain : rules<on<linear_layers, epsilon<>>> {};

template<class T>
input_tensor<mixed, T> image() {
    support::numbers source(2);
    input_tensor<mixed, T> x;
    source.fill(x, 0, 1);
    return x;
}

}  // namespace

TEST_CASE("a model of floats as doubles: the same parameters", "[interop]") {
    support::numbers source(1);
    auto const raw = support::random_parameters<mixed, float>(source);
    support::raw_parameters<mixed, double> wide;
    for (size_t k = 0; k < mixed::depth; ++k) {
        wide.weight[k].assign(raw.weight[k].begin(), raw.weight[k].end());
        wide.bias[k].assign(raw.bias[k].begin(), raw.bias[k].end());
    }
    auto const net = support::bind_raw(raw);
    auto const expected = support::bind_raw(wide);
    auto const found = with_scalar<double>(net);
    CHECK(std::equal(found.packed(), found.packed() + decltype(found)::layout::total, expected.packed()));
    CHECK(found.explain<plain>(image<double>()).relevance == expected.explain<plain>(image<double>()).relevance);
    // And back: floats are doubles too.
    auto const back = with_scalar<float>(found);
    CHECK(std::equal(back.packed(), back.packed() + decltype(back)::layout::total, net.packed()));
    CHECK(back.has_positive_bias() == net.has_positive_bias());
}
