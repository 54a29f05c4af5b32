// Convolutions by Winograd's form against the slow reference, and against the direct form.

#include "kernel/check.hpp"

using namespace constexplain;

namespace {

template<class Layer, size_t Channels, size_t Height, size_t Width>
struct one_layer : network<typename input<Channels, Height, Width>::non_negative, Layer> {};

double largest_of(slow::values const& v) { return *std::max_element(v.begin(), v.end()); }

/// The largest difference, in eps of T times the largest sum of terms' sizes of any output: a tile's outputs share
/// their rounding errors.
template<class T, class Range>
double worst_of_all(Range const& found, slow::sized const& expected) {
    slow::values const size(expected.size.size(), largest_of(expected.size));
    return kernel_test::worst<T>(found, expected.value, size);
}

// In explanations, by patches of 4; of scores alone, by those of 6 too.
constexpr double most_eps = 4, most_eps_of_scores = 8;

template<class Net, class T>
void check_as(std::uint64_t seed) {
    kernel_test::linear_case<Net, T> const here(seed);
    auto const buffers = std::make_unique<workspace<Net, gradient, T>>();
    auto const e = here.net.template explain<gradient>(here.x, start_vector(here.s), *buffers);
    auto const y = here.outputs();
    auto const scores = std::make_unique<workspace<Net, void, T>>();
    CHECK(worst_of_all<T>(here.net.predict(here.x, *scores), y) <= most_eps_of_scores);
    CHECK(worst_of_all<T>(e.scores, y) <= most_eps);
    CHECK(worst_of_all<T>(e.relevance, here.transposed()) <= most_eps);
}

template<class Layer, size_t Channels, size_t Height, size_t Width>
void check() {
    using net = one_layer<Layer, Channels, Height, Width>;
    STATIC_REQUIRE(forward_scratch(node<net, 0>::geometry(), 16, winograd_patches::any) > 0);
    INFO(net::signature);
    check_as<net, float>(1);
    if constexpr (!support::sanitized) check_as<net, double>(2);
}

}  // namespace

TEST_CASE("winograd: images of even and odd sides, with every padding", "[kernel]") {
    check<conv2d<16, kernel<3>, padding<1>>, 16, 8, 8>();
    check<conv2d<17, kernel<3>>, 16, 11, 9>();
    check<conv2d<16, kernel<3>, padding<2>>, 17, 7, 12>();
    check<conv2d<10, kernel<3>, padding<2, 0, 1, 2>>, 33, 9, 7>();
}

TEST_CASE("winograd: every size of tile", "[kernel]") {
    using large = one_layer<conv2d<24, kernel<3>, padding<1>>, 16, 16, 13>;
    using small = one_layer<conv2d<64, kernel<3>, padding<1>>, 64, 6, 6>;
    using five = one_layer<conv2d<25, kernel<5>>, 10, 12, 12>;
    constexpr auto plan_of = []<class Net>(std::type_identity<Net>) {
        return winograd_of(node<Net, 0>::geometry(), 16, winograd_patches::any);
    };
    STATIC_REQUIRE(plan_of(std::type_identity<large>{}).tile == 4);
    STATIC_REQUIRE(plan_of(std::type_identity<small>{}).tile == 2);
    STATIC_REQUIRE(plan_of(std::type_identity<five>{}).tile == 2);
    check<conv2d<24, kernel<3>, padding<1>>, 16, 16, 13>();
    check<conv2d<64, kernel<3>, padding<1>>, 64, 6, 6>();
    check<conv2d<25, kernel<5>>, 10, 12, 12>();
    check<conv2d<16, kernel<5>, padding<2>>, 16, 13, 11>();
}

TEST_CASE("winograd: more patches than are kept at a time", "[kernel]") {
    using net = one_layer<conv2d<16, kernel<3>, padding<1>>, 260, 32, 30>;
    STATIC_REQUIRE(winograd_of(node<net, 0>::geometry(), 16, winograd_patches::any).kept_tiles() < 64);
    check<conv2d<16, kernel<3>, padding<1>>, 260, 32, 30>();
    check<conv2d<72, kernel<3>, padding<1>>, 260, 6, 6>();
    check<conv2d<80, kernel<3>, padding<1>, without_bias>, 24, 6, 6>();
}

TEST_CASE("winograd: explanations begin with windows of zeros that give exactly the bias", "[kernel]") {
    using net = one_layer<conv2d<32, kernel<3>, padding<1>>, 32, 16, 16>;
    support::numbers source(6);
    auto const raw = support::random_parameters<net, float>(source);
    auto const m = support::bind_raw<net, float>(raw);
    input_tensor<net> x{};
    for (size_t c = 0; c < 32; ++c)
        for (size_t h = 5; h < 8; ++h)
            for (size_t w = 6; w < 11; ++w) x(c, h, w) = source.next<float>(0, 1);
    auto const buffers = std::make_unique<workspace<net, gradient>>();
    auto const e = m.explain<gradient>(x, 0, *buffers);
    for (size_t c = 0; c < 32; ++c)
        for (size_t h = 0; h < 16; ++h)
            for (size_t w = 0; w < 16; ++w)
                if (h < 4 || h > 8 || w < 5 || w > 11) CHECK(e.scores[(c * 16 + h) * 16 + w] == raw.bias[0][c]);
}

TEST_CASE("winograd: products that are not negative have no negative sum, and no negative share", "[kernel]") {
    struct net : network<input<16, 10, 10>::non_negative, conv2d<24, kernel<3>, padding<1>>, relu,
                         conv2d<24, kernel<3>, padding<1>>> {};
    struct all_z_plus : rules<on<linear_layers, z_plus>> {};
    support::numbers source(3);
    auto const m = support::bind_raw<net, float>(support::random_parameters<net, float>(source));
    input_tensor<net> x;
    source.fill(x, 0, 1);
    // Mostly black, so that sums of small numbers stand beside those of large ones.
    for (size_t k = 0; k < x.size(); ++k)
        if (k % 7 != 0) x[k] = 0;
    output_tensor<net> start;
    source.fill(start, 0, 1);
    auto const fast = m.explain<all_z_plus>(x, start_vector(start));
    auto const direct = m.explain<all_z_plus, direct_engine>(x, start_vector(start));
    REQUIRE(fast.status == status::ok);
    float largest = 0, difference = 0, least = 0;
    for (size_t k = 0; k < x.size(); ++k) {
        largest = std::max(largest, direct.relevance[k]);
        difference = std::max(difference, std::abs(fast.relevance[k] - direct.relevance[k]));
        least = std::min(least, fast.relevance[k]);
    }
    CHECK(least == 0);
    CHECK(largest > 0);
    CHECK(difference > 0);  // they are two ways
    CHECK(difference <= 1e-5F * largest);
}

TEST_CASE("winograd: memory of strided layers, whose turned kernels take patches of 4", "[kernel]") {
    struct net
        : network<input<64, 14, 14>, conv2d<256, kernel<5>, stride<2>>, relu, global_avg_pool, flatten, dense<4>> {};
    struct epsilons : rules<on<linear_layers, epsilon<>>> {};
    STATIC_REQUIRE(detail::step_patches<step<net, epsilons, 0>> == winograd_patches::any);
    support::numbers source(7);
    auto const m = support::bind_raw<net, float>(support::random_parameters<net, float>(source));
    input_tensor<net> x;
    source.fill(x, 0, 1);
    output_tensor<net> start;
    source.fill(start, 0, 1);
    kernel_test::check_rules<epsilons>(m, x, start);
}

TEST_CASE("winograd: padding is no tap, whatever a term makes of an input", "[kernel]") {
    struct net : network<input<16, 24, 24>::within<-1, 1>, conv2d<32, kernel<3>, padding<1>>, relu,
                         conv2d<8, kernel<3>>, relu, global_avg_pool, flatten, dense<4>> {};
    struct flats : rules<on<first, flat>, on<linear_layers, z_plus>> {};
    struct squares : rules<on<first, w_square>, on<linear_layers, z_plus>> {};
    support::numbers source(8);
    auto const m = support::bind_raw<net, float>(support::random_parameters<net, float>(source));
    input_tensor<net> x;
    source.fill(x, -1, 1);
    output_tensor<net> start;
    source.fill(start, 0, 1);
    kernel_test::check_rules<flats>(m, x, start);
    kernel_test::check_rules<squares>(m, x, start);
}

TEST_CASE("winograd: not where a small denominator's error would be shared with its neighbours", "[kernel]") {
    using net = one_layer<conv2d<16, kernel<3>, padding<1>>, 16, 8, 8>;
    struct two : network<input<16, 8, 8>::non_negative, conv2d<16, kernel<3>, padding<1>>, relu,
                         conv2d<16, kernel<3>, padding<1>>> {};
    struct stabilised_by_nothing : rules<on<linear_layers, stabilised<z_plus, 0>>> {};
    struct stabilised_rules : rules<on<linear_layers, z_plus>> {};
    // Relevance is in proportion to a layer's outputs where a rule has sent it there, not where it starts.
    STATIC_REQUIRE_FALSE(step<net, stabilised_rules, 0>::relevance_is_in_proportion);
    STATIC_REQUIRE(step<two, stabilised_rules, 0>::relevance_is_in_proportion);
    support::numbers source(4);
    auto const m = support::bind_raw<net, float>(support::random_parameters<net, float>(source));
    input_tensor<net> x;
    source.fill(x, 0, 1);
    output_tensor<net> start;
    source.fill(start, 0, 1);
    auto const is_direct = [&](auto const& fast, auto const& direct) {
        CHECK(std::equal(fast.relevance.begin(), fast.relevance.end(), direct.relevance.begin()));
    };
    is_direct(m.explain<stabilised_rules>(x, start_vector(start)),
              m.explain<stabilised_rules, direct_engine>(x, start_vector(start)));
    is_direct(m.explain<stabilised_by_nothing>(x, start_vector(start)),
              m.explain<stabilised_by_nothing, direct_engine>(x, start_vector(start)));
}
