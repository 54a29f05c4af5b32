// Relevance that starts from one class reads one row of the weights: it is what the whole layer gives for the same start.

#include "kernel/check.hpp"
#include "support/deviation.hpp"

using namespace constexplain;

namespace {

struct z_plus_everywhere : rules<on<linear_layers, unchecked<z_plus>>> {};
struct without_stabiliser : rules<on<linear_layers, epsilon<0>>> {};
struct gammas : rules<convention::captum, on<linear_layers, gamma_rule<0.25>>> {};
struct by_squares : rules<on<linear_layers, w_square>> {};
struct flat_everywhere : rules<on<linear_layers, flat>> {};
struct alpha_beta_everywhere : rules<on<linear_layers, alpha_beta<2, 1>>> {};
struct box_first : rules<on<first, z_box>, on<linear_layers, epsilon<>>> {};

/// A row of weights of its own, and past a vector's end.
struct small : network<input<19>, dense<23>, relu, dense<7>> {};
struct alone : network<input<19>::within<-1, 1>, dense<7>> {};
/// Rows that lie apart, and the last inputs of fewer than a vector.
struct large : network<input<9>, dense<131>, relu, dense<70>> {};
struct pixel : network<input<3, 4, 4>, conv2d<21, kernel<4>>, relu, conv2d<9, kernel<1>>, flatten, softmax> {};

template<class Net, class Rules, class T = float>
void check() {
    INFO(Net::signature);
    support::numbers source(7);
    auto const m = support::bind_raw<Net, T>(support::random_parameters<Net, T>(source));
    input_tensor<Net, T> x;
    source.fill(x.values, -0.9, 0.9);
    constexpr size_t classes = Net::shapes[Net::logits].count();
    auto const same = [&](auto const& one, size_t k) {
        REQUIRE(one.status == status::ok);
        CHECK(one.target == k);
        output_tensor<Net, T> start{};
        start[k] = one.ledger.start;
        auto const all = m.template explain<Rules>(x, start_vector(start));
        REQUIRE(all.status == status::ok);
        double const tiny = 16 * static_cast<double>(std::numeric_limits<T>::epsilon());
        CHECK(support::largest_difference(one.relevance, all.relevance) <=
              tiny * support::largest_magnitude(all.relevance));
        CHECK(support::largest_difference(one.ledger.absorbed, all.ledger.absorbed) <=
              tiny * (1 + support::largest_magnitude(all.ledger.absorbed)));
        CHECK(one.ledger.start == all.ledger.start);
        CHECK(one.ledger.start_size == all.ledger.start_size);
        CHECK(one.certificate == all.certificate);
    };
    for (size_t k = 0; k < classes; ++k) same(m.template explain<Rules>(x, class_index(k)), k);
    same(m.template explain<Rules>(x, class_<2>), 2);
    auto const largest = m.template explain<Rules>(x);
    same(largest, largest.target);
}

template<class Net, class... Rules>
void check_all() {
    (check<Net, Rules>(), ...);
}

}  // namespace

TEST_CASE("single output: the last layer's weights lie transposed", "[kernel]") {
    check_all<small, epsilon_plus, z_plus_everywhere, without_stabiliser, gammas, alpha_beta_everywhere,
              gradient_times_input>();
    check<small, excitation_backprop, double>();
}

TEST_CASE("single output: it is the first layer too", "[kernel]") { check_all<alone, box_first, flat_everywhere>(); }

TEST_CASE("single output: rows of weights lie apart", "[kernel]") {
    check_all<large, z_plus_everywhere, by_squares, gradient>();
}

TEST_CASE("single output: a layer of one channel, by its factor", "[kernel]") {
    struct last : network<input<5>, dense<1>, scale> {};
    struct in_between : network<input<1, 2, 3>, scale, conv2d<3, kernel<2>>, flatten, dense<1>, scale, dense<3>> {};
    auto const as_scalars = []<class Net, class Rules, class T>(std::type_identity<Net>, std::type_identity<Rules>,
                                                                T) {
        support::numbers source(9);
        auto const m = support::bind_raw<Net, T>(support::random_parameters<Net, T>(source));
        input_tensor<Net, T> x;
        source.fill(x.values, -0.9, 0.9);
        auto const vectors = m.template explain<Rules>(x), scalars = m.template explain<Rules, scalar_engine>(x);
        REQUIRE(support::largest_magnitude(scalars.relevance) > 0);
        CHECK(support::largest_difference(vectors.relevance, scalars.relevance) <=
              1e-5 * support::largest_magnitude(scalars.relevance));
        CHECK(support::largest_difference(vectors.ledger.absorbed, scalars.ledger.absorbed) <=
              1e-5 * (1 + support::largest_magnitude(scalars.ledger.absorbed)));
    };
    auto const with = [&]<class Rules>(std::type_identity<Rules> rules) {
        as_scalars(std::type_identity<last>{}, rules, float{});
        as_scalars(std::type_identity<in_between>{}, rules, float{});
        as_scalars(std::type_identity<in_between>{}, rules, double{});
    };
    with(std::type_identity<gradient>{});
    with(std::type_identity<by_squares>{});
}

TEST_CASE("single output: a convolution of one pixel, behind which elements only move", "[kernel]") {
    check<pixel, alpha_beta_everywhere>();
}
