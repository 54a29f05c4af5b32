#include "kernel/check.hpp"
#include "support/deviation.hpp"

using namespace constexplain;
using kernel_test::check_linear;

namespace {
using three = input<3>;
using many = input<131>;
using one = input<1>;
struct image_to_dense : network<input<3, 4, 5>, flatten, dense<17>> {};
struct image_to_dense_twice_flat : network<input<7, 2, 3>, flatten, flatten, dense<4>> {};
struct flat_at_the_end : network<input<2, 5, 4>, conv2d<7, kernel<3>, padding<1>>, flatten> {};
struct one_channel : network<input<1, 4, 5>, flatten, dense<10>> {};
struct vector_flattened : network<input<12>, flatten, dense<5>> {};
}  // namespace

TEST_CASE("dense: widths around the vectors and the tiles", "[kernel]") {
    CHECK_LINEAR(three, dense<1>);
    CHECK_LINEAR(three, dense<7>);
    CHECK_LINEAR(many, dense<10>);
    CHECK_LINEAR(many, dense<33, without_bias>);
    CHECK_LINEAR(many, dense<64>);
    CHECK_LINEAR(many, dense<67>);
    CHECK_LINEAR(many, dense<130>);
    CHECK_LINEAR(one, dense<3>);
    CHECK_LINEAR(one, dense<1>);
}

TEST_CASE("dense: as many inputs as vectors hold", "[kernel]") {
    CHECK_LINEAR(input<16>, dense<32>);
    CHECK_LINEAR(input<48>, dense<45>);
    CHECK_LINEAR(input<32>, dense<27, without_bias>);
    CHECK_LINEAR(input<32>, dense<64>);
    CHECK_LINEAR(input<64>, dense<80>);
}

TEST_CASE("dense: behind a flattened image, whose weights count channels first", "[kernel]") {
    check_linear<image_to_dense>("image");
    check_linear<image_to_dense_twice_flat>("flattened twice");
    check_linear<one_channel>("one channel");
    check_linear<vector_flattened>("a vector");
    check_linear<flat_at_the_end, 0>("flatten at the end");
}

namespace {

struct plus : rules<on<linear_layers, z_plus>> {};

/// Where most inputs are 0, or all, rows that are not read change nothing: neither beside the slow reference nor beside the
/// engine that reads them all.
template<class Net, class T>
void check_zeros() {
    INFO(Net::signature);
    using here = node<Net, 0>;
    support::numbers source(11);
    auto const raw = support::random_parameters<Net, T>(source);
    auto const net = support::bind_raw<Net, T>(raw);
    for (double const share : {0.0, 0.02, 0.3, 1.0}) {
        input_tensor<Net, T> x{};
        support::numbers chance(3);
        std::vector<double> draw(x.size());
        chance.fill(draw, 0, 1);
        for (size_t k = 0; k < x.size(); ++k)
            if (draw[k] < share) x[k] = static_cast<T>(draw[k] + 0.1);
        auto const expected = slow::forward<here>(raw.weight[0], raw.bias[0], kernel_test::widened(x));
        CHECK(kernel_test::worst<T>(net.predict(x), expected.value, expected.size) <= kernel_test::most_eps);
        auto const compare = [&](auto const& skipped, auto const& all) {
            CHECK(skipped.status == all.status);
            double most = 0;
            for (T const r : all.relevance) most = std::max(most, std::abs(static_cast<double>(r)));
            for (size_t k = 0; k < x.size(); ++k)
                CHECK(std::abs(static_cast<double>(skipped.relevance[k] - all.relevance[k])) <=
                      64 * static_cast<double>(std::numeric_limits<T>::epsilon()) * most);
        };
        compare(net.template explain<plus>(x), net.template explain<plus, constant_time_engine>(x));
    }
}

struct sparse : network<input<131>::non_negative, dense<67>> {};
struct sparse_in_chunks : network<input<4099>::within<0, 2>, dense<19>> {};

}  // namespace

TEST_CASE("dense: rows of inputs that are 0 are not read", "[kernel]") {
    check_zeros<sparse, float>();
    check_zeros<sparse_in_chunks, float>();
}

namespace {

/// Of layers that would keep their weights transposed too if they were alone, those of few outputs do.
struct medium : network<input<40>::non_negative, dense<48>, relu, dense<33>, relu, dense<48>, relu, dense<10>> {};
template<class Net, size_t Index>
constexpr bool keeps_both = keeps_transposed(node<Net, Index>::geometry(), 8);
static_assert(!keeps_both<medium, 0> && !keeps_both<medium, 2> && !keeps_both<medium, 4> && keeps_both<medium, 6>);
static_assert(keeps_both<network<input<40>, dense<48>>, 0>);

struct raised : rules<on<linear_layers, constexplain::gamma<0.25>>> {};

template<class Rules, class T>
void check_medium(double allowed) {
    support::numbers source(19);
    auto const net = support::bind_raw<medium, T>(support::random_parameters<medium, T>(source, 0.4));
    input_tensor<medium, T> x;
    source.fill(x.values, T(0), T(1));
    for (size_t k = 0; k < x.size(); k += 3) x[k] = T(0);
    auto const found = net.template explain<Rules>(x), expected = net.template explain<Rules, scalar_engine>(x);
    REQUIRE(found.status == status::ok);
    REQUIRE(expected.status == status::ok);
    CHECK(found.target == expected.target);
    CHECK(support::largest_difference(found.relevance, expected.relevance) <=
          allowed * support::largest_magnitude(expected.relevance));
    CHECK(support::largest_difference(found.ledger.absorbed, expected.ledger.absorbed) <=
          allowed * support::largest_magnitude(expected.ledger.absorbed));
}

}  // namespace

TEST_CASE("dense: small layers of a larger network, whose weights are kept once", "[kernel]") {
    check_medium<plus, float>(1e-5);
    check_medium<plus, double>(1e-13);
    check_medium<raised, float>(1e-5);
    check_medium<raised, double>(1e-13);
}

namespace {

/// All layers of a network one after another, against the reference. Weights and inputs are dyadic with few digits,
/// so that no sum rounds and the results must be equal.
template<class Net, class T>
void check_exact() {
    INFO(Net::signature);
    support::numbers source(7);
    auto raw = support::random_parameters<Net, T>(source);
    auto const round = [](auto& range) {
        for (auto& v : range) v = std::round(v * T(8)) / T(8);
    };
    for (auto& w : raw.weight) round(w);
    for (auto& b : raw.bias) round(b);
    input_tensor<Net, T> x;
    round(source.fill(x));
    auto const net = support::bind_raw<Net, T>(raw);

    slow::values at = kernel_test::widened(x);
    meta::for_each_index<Net::depth>(
        [&](auto index) { at = slow::forward<node<Net, index>>(raw.weight[index], raw.bias[index], at).value; });
    struct all_zero : rules<on<all_layers, backpropagate>> {};
    auto const y = net.predict(x);
    auto const e = net.template explain<all_zero>(x);
    auto const y_scalar = net.template predict<scalar_engine>(x);
    for (size_t k = 0; k < at.size(); ++k) {
        CHECK(static_cast<double>(y[k]) == at[k]);
        CHECK(e.scores[k] == y[k]);
        CHECK(y_scalar[k] == y[k]);
    }
}

struct relu_first : network<input<3, 4, 4>, relu, conv2d<5, kernel<3>>, relu, flatten, relu, dense<3>> {};
struct flatten_first : network<input<3, 4, 4>, flatten, relu, dense<9>, relu, dense<3>, relu> {};
struct flatten_last : network<input<3, 5, 4>, conv2d<5, kernel<2>>, relu, max_pool<2>, flatten, relu> {};
struct no_linear_layer : network<input<5, 4, 6>, relu, max_pool<2>, leaky_relu<0.5>, sum_pool<2>> {};
struct only_flatten : network<input<3, 2, 4>, flatten> {};
struct only_relu : network<input<3, 2, 4>, relu> {};
struct relu_flatten : network<input<3, 2, 4>, relu, flatten> {};
struct deep : network<input<2, 6, 6>, conv2d<3, kernel<3>, padding<1>>, relu, conv2d<17, kernel<3>>, relu,
                      avg_pool<2>, conv2d<4, kernel<2>>, leaky_relu<0.25>, flatten, dense<3>> {};

}  // namespace

TEST_CASE("networks: layers in any order", "[kernel]") {
    check_exact<relu_first, float>();
    check_exact<flatten_first, float>();
    check_exact<flatten_last, float>();
    check_exact<no_linear_layer, float>();
    check_exact<only_flatten, float>();
    check_exact<only_relu, float>();
    check_exact<relu_flatten, double>();
    check_exact<deep, double>();
}
