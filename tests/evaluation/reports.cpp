// The four reports on small random networks.
#include "support/catch.hpp"
#include "support/numbers.hpp"

#include <constexplain/evaluation/convergence.hpp>
#include <constexplain/evaluation/likeness.hpp>
#include <constexplain/evaluation/logit_swap.hpp>
#include <constexplain/evaluation/randomisation.hpp>

using namespace constexplain;
using namespace constexplain::evaluation;

namespace {

struct image_net : network<input<2, 9, 8>, conv2d<5, kernel<3>, padding<1>>, relu, max_pool<2>, conv2d<6, kernel<2>>,
                           leaky_relu<0.1>, flatten, dense<7>, relu, dense<4>, softmax> {};
struct deep_net : network<input<20>::non_negative, dense<24>, relu, dense<24>, relu, dense<24>, relu, dense<24>, relu,
                          dense<24>, relu, named<"top", dense<6>>> {};
struct small_net : network<input<3>, dense<4>, relu, dense<2>> {};
struct bounded_net : network<input<3>::within<0, 1>, dense<2>> {};

struct lrp_0 : rules<on<linear_layers, epsilon<0>>> {};
struct z_plus_everywhere : rules<on<linear_layers, unchecked<z_plus>>> {};

template<class Net, class T = double>
struct fixture {
    support::numbers source;
    decltype(support::bind_raw(support::raw_parameters<Net, T>{})) net;
    std::vector<input_tensor<Net, T>> images;
    explicit fixture(std::uint64_t seed, std::size_t count = 4, double low = -1)
        : source(seed)
        , net(support::bind_raw(support::random_parameters<Net, T>(source, 0.5, -0.1, 0.1)))
        , images(count) {
        for (auto& x : images) source.fill(x, low);
    }
};

std::vector<std::string> row_names(report const& r) {
    std::vector<std::string> names;
    for (auto const& row : r.rows) names.push_back(row.name);
    return names;
}

}  // namespace

TEST_CASE("LRP-0 is gradient times activation at every boundary", "[evaluation]") {
    fixture<image_net> const of(21);
    auto const r = likeness<lrp_0>(of.net, of.images);
    CHECK(row_names(r) == std::vector<std::string>{"input", "0 conv2d", "1 relu", "2 max_pool", "3 conv2d",
                                                   "4 leaky_relu", "5 flatten", "6 dense", "7 relu", "8 dense"});
    for (auto const& measure : r.columns)
        for (double const v : r.column(measure)) CHECK(std::abs(v - 1) <= 1e-9);
    // z+ is not.
    auto const other = likeness<z_plus_everywhere>(of.net, of.images);
    CHECK(other.column("cosine").front() < 0.9);
    CHECK(other.column("cosine").back() == Approx(1));  // the start itself
    // At the input it is gradient times input, behind it the gradient.
    auto const product = likeness<gradient_times_input>(of.net, of.images);
    for (auto const& measure : product.columns) CHECK(product.column(measure).front() == Approx(1));
    CHECK(product.column("cosine")[1] < 0.99);
}

TEST_CASE("LRP-0 is gradient times activation in float too", "[evaluation]") {
    fixture<small_net, float> const of(22);
    auto const r = likeness<lrp_0>(of.net, of.images);
    for (double const v : r.column("cosine")) CHECK(std::abs(v - 1) <= 1e-4);
}

TEST_CASE("a random layer has the layer's deviation, and is all that changes", "[evaluation]") {
    fixture<image_net> const of(23);
    using layout = decltype(of.net)::layout;
    std::vector<double> const before(of.net.packed(), of.net.packed() + layout::total);
    std::mt19937_64 random(1);
    auto const other = with_random_layer<3>(of.net, random);
    CHECK(std::equal(before.begin(), before.end(), of.net.packed()));
    std::size_t changed = 0, in_use = 0;
    double squares = 0, new_squares = 0;
    for (std::size_t k = 0; k < layout::total; ++k) {
        bool const here = k >= layout::offsets[3] && k < layout::offsets[4];
        if (!here) CHECK(other.packed()[k] == before[k]);
        if (here && other.packed()[k] != before[k]) ++changed;
        if (here && before[k] != 0) ++in_use;
        if (here) squares += before[k] * before[k];
        if (here) new_squares += other.packed()[k] * other.packed()[k];
    }
    CHECK(changed == in_use);  // padding stays 0
    constexpr auto g = node<image_net, 3>::geometry();
    using packing = kernels::packing<double, g>;
    constexpr std::size_t copies = packing::turned || packing::small_dense ? 2 : 1;
    CHECK(changed == copies * g.weight_count() + g.out_channels);
    CHECK(new_squares / squares == Approx(1).epsilon(0.3));
}

TEST_CASE("cascading randomisation", "[evaluation]") {
    fixture<image_net> const of(24);
    auto const r = cascading_randomisation<lrp_0>(of.net, of.images, 5);
    CHECK(row_names(r) == std::vector<std::string>{"none", "8 dense", "6 dense", "3 conv2d", "0 conv2d"});
    CHECK(r.columns ==
          std::vector<std::string>{"spearman", "spearman up to sign", "spearman of magnitudes", "ssim up to sign"});
    for (double const v : r.rows.front().values) CHECK(v == Approx(1));  // no layer is random
    for (std::size_t k = 1; k < r.rows.size(); ++k) CHECK(r.rows[k].values[0] < 0.9);
    CHECK(cascading_randomisation<lrp_0>(of.net, of.images, 5) == r);
    CHECK(!(cascading_randomisation<lrp_0>(of.net, of.images, 6) == r));
    // The model is as it was.
    CHECK(fixture<image_net>(24).net.predict(of.images[0]) == of.net.predict(of.images[0]));
}

TEST_CASE("randomising the top hardly changes z+ maps of a deep network, and changes LRP-0's", "[evaluation]") {
    fixture<deep_net> const of(25, 10, 0);
    auto const z = cascading_randomisation<z_plus_everywhere>(of.net, of.images, 5);
    auto const lrp = cascading_randomisation<lrp_0>(of.net, of.images, 5);
    CHECK(z.columns.size() == 3);  // no SSIM of vectors
    CHECK(z.rows[1].name == "10 top");
    CHECK(z.column("spearman up to sign")[1] > 0.95);
    CHECK(lrp.column("spearman up to sign")[1] < 0.5);
}

TEST_CASE("logit swap", "[evaluation]") {
    fixture<deep_net> const of(26, 10, 0);
    auto const z = logit_swap<z_plus_everywhere>(of.net, of.images, 1);
    auto const lrp = logit_swap<lrp_0>(of.net, of.images, 1);
    CHECK(row_names(z) == std::vector<std::string>{"second largest logit", "another at random"});
    for (double const v : z.column("spearman up to sign")) CHECK(v > 0.95);
    for (double const v : lrp.column("spearman up to sign")) CHECK(v < 0.8);
    CHECK(logit_swap<lrp_0>(of.net, of.images, 1) == lrp);
}

TEST_CASE("z+ converges to rank one, the gradient does not", "[evaluation]") {
    fixture<deep_net> const of(27, 6, 0);
    auto const z = convergence<z_plus_everywhere>(of.net, of.images, 4, 9).column("whole");
    auto const g = convergence<gradient>(of.net, of.images, 4, 9);
    REQUIRE(z.size() == deep_net::depth + 1);
    CHECK(z.front() > 0.999);
    CHECK(z.back() < 0.7);  // the starts themselves
    CHECK(g.column("whole").front() < 0.9);
    CHECK(g.column("whole") == g.column("by pixel"));  // vectors are one pixel
    CHECK(convergence<gradient>(of.net, of.images, 4, 9) == g);
    // By pixel, where every channel has relevance: before max pooling many pixels win in one channel only.
    fixture<image_net> const images(28);
    auto const by_pixel = convergence<lrp_0>(images.net, images.images, 3, 9).column("by pixel");
    REQUIRE(by_pixel.size() == image_net::logits + 1);
    CHECK(by_pixel[2] == 1);
    CHECK(by_pixel[3] < 0.99);
}

TEST_CASE("no images, and images that cannot be explained, are named errors", "[evaluation]") {
    fixture<bounded_net> of(29, 2, 0);
    std::vector<input_tensor<bounded_net, double>> const none;
    CHECK_THROWS_AS(likeness<lrp_0>(of.net, none), evaluation_error);
    CHECK_THROWS_AS(cascading_randomisation<lrp_0>(of.net, none, 1), evaluation_error);
    CHECK_THROWS_AS(logit_swap<lrp_0>(of.net, none, 1), evaluation_error);
    CHECK_THROWS_WITH(convergence<lrp_0>(of.net, none, 1, 1), Catch::Contains("found no images"));
    CHECK_THROWS_WITH(convergence<lrp_0>(of.net, of.images, 0, 1), Catch::Contains("0 pairs"));
    of.images[1][0] = 2;
    CHECK_THROWS_WITH(likeness<lrp_0>(of.net, of.images), Catch::Contains("image 1") && Catch::Contains("domain"));
    CHECK_THROWS_AS(logit_swap<lrp_0>(of.net, of.images, 1), evaluation_error);
}

TEST_CASE("maps of dead networks compare as 0, not as NaN", "[evaluation]") {
    // Biases so low that every ReLU is inactive.
    support::numbers source(30);
    auto const net = support::bind_raw(support::random_parameters<small_net, double>(source, 0.1, -9, -8));
    std::vector<input_tensor<small_net, double>> images(2);
    for (auto& x : images) source.fill(x);
    CHECK(likeness<lrp_0>(net, images).column("pearson").front() == 0);
    CHECK(cascading_randomisation<lrp_0>(net, images, 1).rows.front().values == std::vector<double>{0, 0, 0});
    CHECK(convergence<lrp_0>(net, images, 1, 1).column("whole").front() == 0);
}
