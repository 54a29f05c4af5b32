// A constant expression and the scalar kernels at run time give the same bits in double. Compiled with
// -ffp-contract=off: a fused multiply-add rounds once where a constant expression rounds twice.
#include "support/catch.hpp"

#include <constexplain.hpp>

#include <bit>
#include <cstring>

using namespace constexplain;

namespace {

/// Numbers without meaning, of both signs, not dyadic.
template<size_t Count>
constexpr std::array<double, Count> numbers(double scale, size_t step) {
    std::array<double, Count> values{};
    for (size_t k = 0; k < Count; ++k) values[k] = scale * (static_cast<double>((k + 1) * step % 37) / 19 - 0.97);
    return values;
}
template<size_t Count>
constexpr std::array<double, Count> positive_numbers() {
    std::array<double, Count> values{};
    for (size_t k = 0; k < Count; ++k) values[k] = static_cast<double>((k + 3) * 11 % 29) / 29;
    return values;
}

/// The same value, of which the compiler knows nothing: what is computed from it is computed at run time.
template<class T>
T opaque(T const& value) {
    T copy = value;
    auto* bytes = reinterpret_cast<unsigned char volatile*>(&copy);
    for (size_t k = 0; k < sizeof(T); ++k) bytes[k] = static_cast<unsigned char>(bytes[k]);
    return copy;
}

template<class A, class B>
size_t different_bits(A const& a, B const& b) {
    size_t count = a.size() == b.size() ? 0 : 1;
    for (size_t k = 0; k < a.size(); ++k)
        count += std::bit_cast<std::uint64_t>(a[k]) == std::bit_cast<std::uint64_t>(b[k]) ? 0U : 1U;
    return count;
}

struct perceptron {
    struct net : network<input<9>, dense<7>, relu, dense<5>, leaky_relu<>, dense<3>> {};
    static constexpr auto x = numbers<9>(1, 5);
    static constexpr auto model =
        make_model<net, double>(numbers<63>(0.7, 7), numbers<7>(0.3, 3), numbers<35>(0.6, 11), numbers<5>(0.2, 5),
                                numbers<15>(0.9, 13), numbers<3>(0.1, 2));
};
struct convolutional {
    struct net : network<input<2, 6, 5>::within<0, 1>, conv2d<3, kernel<3>, padding<1>>, relu,
                         max_pool<2, stride<2>, padding<1>>, conv2d<3, kernel<2>, groups<3>>, relu, avg_pool<2>,
                         flatten, dense<3>, softmax> {};
    static constexpr auto x = positive_numbers<60>();
    static constexpr auto model =
        make_model<net, double>(numbers<54>(0.4, 7), numbers<3>(0.3, 3), numbers<12>(0.8, 11), numbers<3>(0.2, 5),
                                numbers<9>(0.9, 13), numbers<3>(0.1, 2));
};
struct curved {
    struct net : network<input<6>, dense<5>, tanh_activation, dense<4>, sigmoid, dense<4>, softmax, dense<2>> {};
    static constexpr auto x = numbers<6>(1.3, 5);
    static constexpr auto model =
        make_model<net, double>(numbers<30>(0.7, 7), numbers<5>(0.3, 3), numbers<20>(1.6, 11), numbers<4>(0.2, 5),
                                numbers<16>(1.9, 13), numbers<4>(0.1, 2), numbers<8>(0.7, 17), numbers<2>(0.1, 5));
};

template<class Case>
void check_predict() {
    static constexpr auto constant = Case::model.predict(Case::x);
    static_assert(constant.status == status::ok);
    auto const model = opaque(Case::model);
    CHECK(different_bits(constant, model.template predict<scalar_engine>(opaque(Case::x))) == 0);
}

template<class Case, class Rules>
void check_explain() {
    static constexpr auto constant = Case::model.template explain<Rules>(Case::x);
    static_assert(constant.status == status::ok);
    auto const model = opaque(Case::model);
    auto const found = model.template explain<Rules, scalar_engine>(opaque(Case::x));
    CHECK(different_bits(constant.relevance, found.relevance) == 0);
    CHECK(different_bits(constant.scores, found.scores) == 0);
    CHECK(different_bits(constant.ledger.absorbed, found.ledger.absorbed) == 0);
    CHECK(std::bit_cast<std::uint64_t>(constant.ledger.input_sum) ==
          std::bit_cast<std::uint64_t>(found.ledger.input_sum));
    CHECK(constant.target == found.target);
}

template<class Rule>
struct all_linear : rules<on<softmaxes, pass>, on<linear_layers, Rule>> {};

}  // namespace

TEST_CASE("a constant prediction equals the scalar kernels' bit for bit", "[laws]") {
    check_predict<perceptron>();
    check_predict<convolutional>();
    check_predict<curved>();
}

TEST_CASE("a constant explanation equals the scalar kernels' bit for bit: dense", "[laws]") {
    check_explain<perceptron, all_linear<epsilon<>>>();
    check_explain<perceptron, all_linear<unchecked<z_plus>>>();
    check_explain<perceptron, all_linear<alpha_beta<2, 1>>>();
    check_explain<perceptron, all_linear<gamma_rule<0.25>>>();
    check_explain<perceptron, all_linear<w_square>>();
    check_explain<perceptron, all_linear<flat>>();
    check_explain<perceptron, gradient_times_input>();
}

TEST_CASE("a constant explanation equals the scalar kernels' bit for bit: convolution and pooling", "[laws]") {
    check_explain<convolutional, epsilon_gamma_box>();
    check_explain<convolutional, epsilon_alpha2_beta1_flat>();
    check_explain<convolutional, guided_backprop>();
}

TEST_CASE("a constant explanation equals the scalar kernels' bit for bit: tanh, sigmoid, softmax", "[laws]") {
    check_explain<curved, all_linear<epsilon<>>>();
    check_explain<curved, gradient>();
}

TEST_CASE("the same input gives the same bits twice, in vectors too", "[laws]") {
    auto const x = opaque(convolutional::x);
    auto const first = convolutional::model.explain<epsilon_gamma_box>(x);
    auto const again = convolutional::model.explain<epsilon_gamma_box>(x);
    CHECK(different_bits(first.relevance, again.relevance) == 0);
    CHECK(different_bits(first.ledger.absorbed, again.ledger.absorbed) == 0);
}
