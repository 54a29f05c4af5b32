// Transposed products of few input channels through lists of weights: in memory's order and in the users', under rules of one
// and of several terms, against the slow reference and scalars.

#include "kernel/check.hpp"
#include "support/deviation.hpp"

using namespace constexplain;

namespace {

struct plus : rules<on<linear_layers, unchecked<z_plus>>> {};
struct plus_and_minus : rules<on<linear_layers, unchecked<alpha_beta<2, 1>>>> {};
struct boxed : rules<on<linear_layers, z_box>> {};
struct squared : rules<on<linear_layers, w_square>> {};
/// A part of more terms than have their lists together.
struct of_three_terms : detail::linear_rule {
    template<class Convention>
    using parts_in = meta::list<term::share<1, term::none, term::product<term::positive_value, term::positive_weight>,
                                            term::product<term::negative_value, term::negative_weight>,
                                            term::product<term::unit, term::squared_weight>>>;
};
struct three_terms : rules<on<linear_layers, of_three_terms>> {};
struct epsilons : rules<on<linear_layers, epsilon<>>> {};

/// With vectors of 16; narrower ones may have a better form.
constexpr bool is_listed(linear_geometry const& g) {
    return transposed_form_of(g, 16) == transposed_form::weight_lists;
}

template<class Net, class T>
void check() {
    STATIC_REQUIRE(is_listed(node<Net, 0>::geometry()));
    kernel_test::check_transposed<Net, T, plus, plus_and_minus, squared, three_terms>(21);
}

template<size_t Channels, size_t Height, size_t Width, size_t Out, class... Options>
struct convolution : network<input<Channels, Height, Width>, conv2d<Out, Options...>> {};

}  // namespace

TEST_CASE("weight lists: strides, sides and padding", "[kernel]") {
    check<convolution<3, 40, 64, 8, kernel<3>, stride<2>, padding<0, 0, 1, 1>>, float>();
    check<convolution<3, 33, 45, 8, kernel<3>, stride<2>, padding<1>>, float>();
    if constexpr (!support::sanitized) {
        check<convolution<1, 31, 63, 8, kernel<3>, stride<2>>, float>();
        check<convolution<4, 24, 70, 4, kernel<3>, stride<2>, padding<2, 1, 0, 2>>, float>();
        check<convolution<2, 30, 150, 5, kernel<2, 5>, stride<1, 2>, padding<1, 0, 0, 4>>, float>();
        check<convolution<3, 30, 32, 8, kernel<1, 4>, stride<2>, padding<0, 3, 0, 1>>, float>();
        check<convolution<3, 20, 70, 3, kernel<3>>, float>();
        check<convolution<3, 40, 64, 8, kernel<3>, stride<2>, padding<1>>, double>();
    }
}

TEST_CASE("weight lists: not where the forward product needs windows of weights", "[kernel]") {
    using image = input<3, 32, 32>;
    STATIC_REQUIRE(is_listed(conv2d<8, kernel<3>>::geometry(image::extents)));
    STATIC_REQUIRE(transposed_form_of(conv2d<9, kernel<3>>::geometry(image::extents), 16) ==
                   transposed_form::scattered);
}

TEST_CASE("weight lists: bounds of each channel", "[kernel]") {
    struct net : network<input<3, 32, 48>::within_per_channel<box<0, 1>, box<-2, 1>, box<-1, 3>>,
                         conv2d<8, kernel<3>, stride<2>, padding<0, 0, 1, 1>>> {};
    STATIC_REQUIRE(is_listed(node<net, 0>::geometry()));
    support::numbers source(22);
    auto const m = support::bind_raw<net, float>(support::random_parameters<net, float>(source));
    input_tensor<net> x;
    output_tensor<net> s;
    source.fill(x, 0, 1);
    source.fill(s);
    kernel_test::check_rules<boxed>(m, x, s);
}

TEST_CASE("weight lists: inside a network, and beside another reader of the input", "[kernel]") {
    // The first layer that computes is not the first: its input is in memory's order. Then the input has two readers.
    struct behind : network<input<3, 32, 48>, constexplain::tanh, conv2d<8, kernel<3>, stride<2>, padding<1>>, relu,
                            flatten, dense<3>> {};
    struct beside : network<input<3, 32, 48>,
                            residual<branch<conv2d<8, kernel<3>, stride<2>, padding<1>>, relu>,
                                     branch<conv2d<8, kernel<1>, stride<2>>>>,
                            relu, flatten, dense<3>> {};
    STATIC_REQUIRE(is_listed(node<behind, 1>::geometry()));
    auto const agrees = []<class Net>(std::type_identity<Net>) {
        support::numbers source(23);
        auto const m = support::bind_raw<Net, float>(support::random_parameters<Net, float>(source));
        auto const x = std::make_unique<input_tensor<Net>>();
        output_tensor<Net> s;
        source.fill(*x);
        source.fill(s);
        kernel_test::check_rules<epsilons>(m, *x, s);
        kernel_test::check_rules<plus>(m, *x, s);
    };
    agrees(std::type_identity<behind>{});
    agrees(std::type_identity<beside>{});
}

TEST_CASE("weight lists: output channels that have no relevance anywhere", "[kernel]") {
    // In the users' order, and in memory's. One channel is left with its first pixel alone, one with its last.
    using outermost = convolution<3, 33, 45, 8, kernel<3>, stride<2>, padding<1>>;
    struct inside : network<input<3, 33, 45>, constexplain::tanh, conv2d<8, kernel<3>, stride<2>, padding<1>>> {};
    STATIC_REQUIRE(is_listed(node<outermost, 0>::geometry()));
    STATIC_REQUIRE(is_listed(node<inside, 1>::geometry()));
    auto const check_channels = []<class Net, size_t Linear>(std::type_identity<Net>,
                                                             std::integral_constant<size_t, Linear>) {
        kernel_test::linear_case<Net, float, Linear> here(25);
        size_t const plane = here.s.size() / 8;
        for (size_t k = 0; k < here.s.size(); ++k) {
            size_t const channel = k / plane, pixel = k % plane;
            if (channel == 0 || channel == 3 || channel == 7 || (channel == 5 && pixel + 1 < plane) ||
                (channel == 6 && pixel > 0))
                here.s.values[k] = 0;
        }
        auto const agrees = [&](bool is_empty) {
            kernel_test::check_rules<plus>(here.net, here.x, here.s, is_empty);
            kernel_test::check_rules<plus_and_minus>(here.net, here.x, here.s, is_empty);
            auto const left_out = here.net.template explain<plus>(here.x, start_vector(here.s));
            auto const all = here.net.template explain<plus, constant_time_engine>(here.x, start_vector(here.s));
            CHECK(support::largest_difference(left_out.relevance, all.relevance) == 0);
        };
        agrees(false);
        here.s.values.fill(0);
        agrees(true);
    };
    check_channels(std::type_identity<outermost>{}, std::integral_constant<size_t, 0>{});
    check_channels(std::type_identity<inside>{}, std::integral_constant<size_t, 1>{});
}

TEST_CASE("weight lists: denominators beside the outputs, by every engine", "[kernel]") {
    struct net : network<input<3, 40, 64>, conv2d<8, kernel<3>, stride<2>, padding<1>>, relu, flatten, dense<4>> {};
    STATIC_REQUIRE(detail::is_joint<net, epsilon_plus, 0, 16>(winograd_patches::any, true));
    support::numbers source(24);
    auto const m = support::bind_raw<net, float>(support::random_parameters<net, float>(source));
    auto const x = std::make_unique<input_tensor<net>>();
    source.fill(*x);
    auto const scalars = m.explain<epsilon_plus, scalar_engine>(*x);
    auto const scores = m.predict(*x);
    auto const agrees = [&]<class Engine>(std::type_identity<Engine>) {
        auto const vectors = m.template explain<epsilon_plus, Engine>(*x);
        CHECK(vectors.status == status::ok);
        CHECK(support::largest_difference(vectors.relevance, scalars.relevance) <
              1e-5 * support::largest_magnitude(scalars.relevance));
        CHECK(vectors.ledger.absorbed[0] == Approx(scalars.ledger.absorbed[0]).margin(1e-5));
        CHECK(support::largest_difference(vectors.scores, scores) < 1e-5 * support::largest_magnitude(scores));
    };
    agrees(std::type_identity<vector_engine>{});
    agrees(std::type_identity<direct_engine>{});
    agrees(std::type_identity<constant_time_engine>{});
}
