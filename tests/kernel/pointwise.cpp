// Convolutions of single pixels whose inputs are mostly 0, or not, against the slow reference and the engine that takes
// them all.

#include "kernel/check.hpp"

using namespace constexplain;

namespace {

struct plus : rules<on<linear_layers, z_plus>> {};
struct raised : rules<on<linear_layers, constexplain::gamma<0.25>>> {};

/// Leaves a share of the numbers, or of planes of so many, as they are. The others become 0.
template<class Range>
void leave(double share, std::uint64_t seed, Range& range, size_t plane) {
    support::numbers chance(seed);
    std::vector<double> draw(range.size() / plane);
    chance.fill(draw, 0, 1);
    for (size_t k = 0; k < range.size(); ++k)
        if (draw[k / plane] >= share) range[k] = 0;
}

/// The reference is met to `allowed` eps of the terms' sizes: more than `most_eps` for sums of more than 200 terms.
template<class Net, class T>
void check(double allowed = kernel_test::most_eps) {
    using here = node<Net, 0>;
    constexpr size_t width = lanes<T>;
    STATIC_REQUIRE((width == 1 ||
                    pointwise_of(here::geometry(), width).can_skip == (2 * width < here::geometry().out_channels)));
    STATIC_REQUIRE(detail::is_joint<Net, plus, 0, 16>(winograd_patches::any, true));
    INFO(Net::signature);
    support::numbers source(11);
    auto const raw = support::random_parameters<Net, T>(source);
    auto const net = support::bind_raw<Net, T>(raw);
    // So many inputs, and outputs with relevance, are not 0: of few, those of one pixel, of more, those of two together, else all.
    // By themselves, or whole channels, of which neighbours are 0 together.
    for (bool const together : {false, true})
        for (double const share : {0.0, 0.1, 0.5, 0.7, 1.0}) {
            input_tensor<Net, T> x;
            output_tensor<Net, T> s;
            source.fill(x, 0, 1);
            source.fill(s);
            leave(share, 3, x, together ? x.size() / here::in.extents.channels() : 1);
            leave(share, 4, s, together ? s.size() / here::out.extents.channels() : 1);
            auto const y = slow::forward<here>(raw.weight[0], raw.bias[0], kernel_test::widened(x));
            auto const r = kernel_test::transposed<here>(raw.weight[0], s, x.size());
            auto const e = net.template explain<gradient>(x, start_vector(s));
            CHECK(kernel_test::worst<T>(e.scores, y.value, y.size) <= allowed);
            CHECK(kernel_test::worst<T>(e.relevance, r.value, r.size) <= allowed);

            // Weights that a rule changes.
            auto const skipped = net.template explain<plus>(x, start_vector(s));
            auto const all = net.template explain<plus, constant_time_engine>(x, start_vector(s));
            CHECK(skipped.status == all.status);
            CHECK(kernel_test::worst<T>(skipped.scores, y.value, y.size) <= allowed);
            double most = 0, off = 0;
            for (size_t k = 0; k < x.size(); ++k) {
                most = std::max(most, std::abs(static_cast<double>(all.relevance[k])));
                off = std::max(off, std::abs(static_cast<double>(skipped.relevance[k] - all.relevance[k])));
            }
            CHECK((share == 0 || most > 0));
            CHECK(off <= 64 * static_cast<double>(std::numeric_limits<T>::epsilon()) * most);
        }
}

template<size_t In, size_t Out, size_t Height, size_t Width, class... Options>
struct convolution : network<typename input<In, Height, Width>::non_negative, conv2d<Out, kernel<1>, Options...>> {};

}  // namespace

TEST_CASE("pointwise: inputs that are 0 are left out", "[kernel]") {
    check<convolution<64, 64, 5, 7>, float>();
    check<convolution<33, 57, 4, 4>, float>();
    check<convolution<48, 64, 9, 11, stride<2>, without_bias>, float>();
    // Too few outputs but for two products together.
    check<convolution<70, 32, 3, 6>, float>();
    // Several words of bits, several tiles of outputs, the last ones smaller.
    check<convolution<129, 215, 4, 5>, float>(3);
    if constexpr (!support::sanitized) {
        check<convolution<64, 60, 6, 3>, double>();
        check<convolution<300, 260, 4, 4>, float>(3);
    }
}

TEMPLATE_TEST_CASE("pointwise: what is left out is not read", "[kernel]", float, double) {
    using T = TestType;
    using net_type = convolution<64, 72, 4, 6>;
    support::numbers source(12);
    auto raw = support::random_parameters<net_type, T>(source);
    input_tensor<net_type, T> x;
    output_tensor<net_type, T> s;
    source.fill(x, 0.5, 1);
    source.fill(s, 0.5, 1);
    // Half of the inputs are 0 everywhere, and their weights are no numbers.
    constexpr size_t pixels = 24, inputs = 64;
    for (size_t k = 0; k < x.size(); ++k)
        if (k / pixels % 2 == 0) x[k] = T(0);
    for (size_t k = 0; k < raw.weight[0].size(); ++k)
        if (k % inputs % 2 == 0) raw.weight[0][k] = std::numeric_limits<T>::quiet_NaN();
    auto const net = support::bind_raw<net_type, T>(raw);
    auto const is_finite = [](auto const& range) {
        return std::ranges::all_of(range, [](T v) { return std::isfinite(v); });
    };
    constexpr bool skips = lanes<T> > 1, is_joint = lanes<T> >= 16;

    CHECK(is_finite(net.predict(x)) == skips);
    CHECK_FALSE(is_finite(net.template predict<constant_time_engine>(x)));
    // Denominators are computed beside the outputs, or in the step.
    CHECK(is_finite(net.template explain<plus>(x, start_vector(s)).scores) == skips);
    CHECK_FALSE(is_finite(net.template explain<plus, constant_time_engine>(x, start_vector(s)).scores));
    STATIC_REQUIRE(detail::is_joint<net_type, plus, 0, lanes<T>>(winograd_patches::any, true) == is_joint);
    STATIC_REQUIRE_FALSE(detail::is_joint<net_type, plus, 0, lanes<T>>(winograd_patches::any, false));
    // Terms that do more with weights than choose are not computed beside the outputs.
    STATIC_REQUIRE_FALSE(detail::is_joint<net_type, raised, 0, 16>(winograd_patches::any, true));
}

TEST_CASE("pointwise: tiles fit registers", "[kernel]") {
    linear_geometry g;
    g.in_width = g.out_width = 64;
    g.in_channels = g.out_channels = 128;
    g.zeros_are_common = true;
    CHECK(pointwise_of(g, 16).tile_vectors(8, 2) == 8);
    CHECK(pointwise_of(g, 8).tile_vectors(16, 2) == 6);
    CHECK(pointwise_of(g, 8).tile_vectors(16, 1) == 8);
    CHECK(pointwise_of(g, 16).scratch == 128 * 128);
    CHECK_FALSE(pointwise_of(g, 16).can_be_single);
    // A tile's weights fit a second-level cache, or none are left out. No large copy of weights is made.
    g.in_channels = 512;
    CHECK(pointwise_of(g, 16).tile_vectors(8, 2) == 4);
    CHECK(pointwise_of(g, 16).scratch == 0);
    g.in_channels = 64;
    g.out_channels = 64;
    CHECK(pointwise_of(g, 16).can_be_single);
    g.in_channels = 1024;
    CHECK_FALSE(pointwise_of(g, 16).can_skip);
    CHECK(pointwise_of(g, 8).can_skip);
}
