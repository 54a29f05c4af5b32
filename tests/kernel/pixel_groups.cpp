// Convolutions whose vectors hold the channels of several pixels, against the slow reference and scalars.

#include "kernel/check.hpp"

using namespace constexplain;

namespace {

struct plus : rules<on<linear_layers, z_plus>> {};

/// `Zeros`: of columns in turn, how many are 0.
template<class Net, class T>
void check(size_t zeros = 0) {
    using here = node<Net, 0>;
    // With vectors of 16 for each of these networks.
    STATIC_REQUIRE(pixel_groups_of(here::geometry(), 16).wins);
    INFO(Net::signature);
    support::numbers source(12);
    auto const raw = support::random_parameters<Net, T>(source);
    auto const net = support::bind_raw<Net, T>(raw);
    input_tensor<Net, T> x;
    output_tensor<Net, T> s;
    source.fill(x, 0, 1);
    source.fill(s);
    for (size_t k = 0; k < x.size(); ++k)
        if (k % here::geometry().in_width % 8 < zeros) x[k] = 0;
    auto const y = slow::forward<here>(raw.weight[0], raw.bias[0], kernel_test::widened(x));
    CHECK(kernel_test::worst<T>(net.predict(x), y.value, y.size) <= kernel_test::most_eps);
    auto const r = kernel_test::transposed<here>(raw.weight[0], s, x.size());
    auto const e = net.template explain<gradient>(x, start_vector(s));
    CHECK(kernel_test::worst<T>(e.scores, y.value, y.size) <= kernel_test::most_eps);
    CHECK(kernel_test::worst<T>(e.relevance, r.value, r.size) <= kernel_test::most_eps);

    // Denominators, in their own layout, of weights that a rule changes.
    kernel_test::check_rules<plus>(net, x, s, zeros == 8);
}

template<size_t In, size_t Out, size_t Height, size_t Width, class... Options>
struct convolution : network<typename input<In, Height, Width>::non_negative, conv2d<Out, Options...>> {};

}  // namespace

TEST_CASE("pixel groups: rows that whole groups fill, and others", "[kernel]") {
    check<convolution<1, 10, 28, 28, kernel<5>>, float>();
    check<convolution<1, 10, 28, 28, kernel<5>>, float>(7);
    check<convolution<1, 10, 28, 28, kernel<5>>, float>(8);
    check<convolution<1, 10, 13, 12, kernel<5>, padding<2>>, float>();
    check<convolution<2, 9, 9, 8, kernel<5, 6>, padding<1, 2, 0, 3>>, float>();
    check<convolution<1, 10, 11, 7, kernel<5>, without_bias>, float>();
    if constexpr (!support::sanitized) check<convolution<3, 10, 12, 17, kernel<6>, padding<3>>, double>();
}

TEST_CASE("pixel groups: where they win", "[kernel]") {
    auto const of = [](size_t out, size_t kernel, size_t stride = 1) {
        return linear_geometry{
            28, 28, 1, 29 - kernel, 29 - kernel, out, {{kernel, kernel}, {stride, stride}, {}, {1, 1}}};
    };
    // Three pixels' ten channels in two vectors of sixteen.
    CHECK(pixel_groups_of(of(10, 5), 16).pixels == 3);
    CHECK(pixel_groups_of(of(10, 5), 16).vectors == 2);
    // Whole vectors, half vectors, small kernels, strides and scalars stay as they are.
    for (auto const& g : {of(16, 5), of(8, 5), of(10, 3), of(10, 5, 2)}) CHECK(!pixel_groups_of(g, 16).wins);
    CHECK(!pixel_groups_of(of(10, 5), 1).wins);
}
