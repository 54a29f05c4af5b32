// Similarity measures against scipy 1.17 and scikit-image 0.26, and their properties.
#include "support/catch.hpp"
#include "support/numbers.hpp"

#include <constexplain/evaluation/similarity.hpp>

#include <limits>

using namespace constexplain::evaluation;
using values = std::vector<double>;

namespace {

// a = [3, -1, 4, 1, -5, 9, 2, 6]; b = [2, 7, 1, 8, -2, 8, 1, 8]
values const a{3, -1, 4, 1, -5, 9, 2, 6};
values const b{2, 7, 1, 8, -2, 8, 1, 8};

// k = numpy.arange(90); m = (k*k*7 % 101 / 100 - 0.5).reshape(9, 10); n = (k*k*k*3 % 97 / 97 - 0.4).reshape(9, 10)
struct maps {
    values m, n;
    maps() {
        for (int k = 0; k < 90; ++k) {
            m.push_back(k * k * 7 % 101 / 100.0 - 0.5);
            n.push_back(k * k * k * 3 % 97 / 97.0 - 0.4);
        }
    }
};

values random_values(std::uint64_t seed, std::size_t count) {
    support::numbers source(seed);
    values v(count);
    return source.fill(v);
}

template<class F>
values each(values v, F f) {
    for (double& x : v) x = f(x);
    return v;
}

}  // namespace

TEST_CASE("measures of two vectors are scipy's", "[evaluation]") {
    CHECK(cosine(a, b) == Approx(0.686240152111078).epsilon(1e-14));     // 1 - scipy.spatial.distance.cosine(a, b)
    CHECK(pearson(a, b) == Approx(0.5332059297674245).epsilon(1e-14));   // scipy.stats.pearsonr(a, b)[0]
    CHECK(spearman(a, b) == Approx(0.4910286161402364).epsilon(1e-14));  // scipy.stats.spearmanr(a, b)[0]
}

TEST_CASE("equal values share the average of their ranks", "[evaluation]") {
    CHECK(ranks(b) == values{4, 5, 2.5, 7, 1, 7, 2.5, 7});  // scipy.stats.rankdata(b)
    CHECK(ranks(values{0.0, -0.0, 0.0}) == values{2, 2, 2});
    CHECK(ranks(values{}).empty());
}

TEST_CASE("SSIM is scikit-image's", "[evaluation]") {
    // skimage.metrics.structural_similarity(m, n, data_range=1), and so on
    maps const of;
    CHECK(ssim(of.m, of.n, 9, 10, 1) == Approx(0.009649913764113097).epsilon(1e-12));
    CHECK(ssim(of.m, of.n, 9, 10, 2) == Approx(0.015354389774813177).epsilon(1e-12));
    values const dimmed = each(of.m, [](double v) { return 0.5 * v + 0.1; });
    CHECK(ssim(of.m, dimmed, 9, 10, 1) == Approx(0.18105156798854646).epsilon(1e-12));
    values corner_m, corner_n;  // m[:7, :7], n[:7, :7]: a single window
    for (std::size_t y = 0; y < 7; ++y)
        for (std::size_t x = 0; x < 7; ++x) {
            corner_m.push_back(of.m[y * 10 + x]);
            corner_n.push_back(of.n[y * 10 + x]);
        }
    CHECK(ssim(corner_m, corner_n, 7, 7, 2) == Approx(0.11056956254771724).epsilon(1e-12));
}

TEST_CASE("what leaves the measures as they are", "[evaluation]") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        values const u = random_values(seed, 63), v = random_values(seed + 100, 63);
        for (auto measure : {cosine, pearson, spearman}) {
            double const found = measure(u, v);
            CHECK(std::abs(found) <= 1);
            CHECK(found == Approx(measure(v, u)));
            CHECK(measure(u, u) == Approx(1));
            CHECK(measure(u, each(u, [](double x) { return -x; })) == Approx(-1));
            CHECK(measure(u, each(v, [](double x) { return 3 * x; })) == Approx(found));
        }
        CHECK(pearson(u, each(v, [](double x) { return 3 * x - 7; })) == Approx(pearson(u, v)));
        CHECK(spearman(u, each(v, [](double x) { return std::exp(x); })) == spearman(u, v));
        CHECK(ssim(u, u, 9, 7, 2) == Approx(1));
        CHECK(ssim(u, v, 9, 7, 2) == Approx(ssim(v, u, 9, 7, 2)));
        CHECK(std::abs(ssim(u, v, 9, 7, 2)) < 0.5);
    }
}

TEST_CASE("where a measure has no value it is 0", "[evaluation]") {
    values const flat(49, 0.1), zero(49, 0.0), u = random_values(7, 49);
    CHECK(cosine(u, zero) == 0);
    CHECK(cosine(zero, zero) == 0);
    CHECK(pearson(u, flat) == 0);
    CHECK(spearman(flat, u) == 0);
    CHECK(pearson(values{4}, values{4}) == 0);
    CHECK(ssim(zero, zero, 7, 7, 1) == 1);  // has one
}

TEST_CASE("large and small values neither overflow nor vanish", "[evaluation]") {
    values const u = random_values(3, 30), v = random_values(4, 30);
    for (double const scale : {1e-200, 1e200}) {
        auto const times = [=](double x) { return x * scale; };
        CHECK(cosine(each(u, times), v) == Approx(cosine(u, v)));
        CHECK(pearson(each(u, times), each(v, times)) == Approx(pearson(u, v)));
    }
}

TEST_CASE("maps that cannot be compared are named errors", "[evaluation]") {
    values const bad{1, std::numeric_limits<double>::quiet_NaN(), 3};
    for (auto measure : {cosine, pearson, spearman}) {
        CHECK_THROWS_AS(measure(values{1, 2}, values{1, 2, 3}), comparison_error);
        CHECK_THROWS_AS(measure(values{}, values{}), comparison_error);
        CHECK_THROWS_AS(measure(values{1, 2, 3}, bad), comparison_error);
    }
    values const map(49, 1.0), small(36, 1.0);
    CHECK_THROWS_AS(ssim(small, small, 6, 6, 1), comparison_error);
    CHECK_THROWS_AS(ssim(map, map, 7, 8, 1), comparison_error);
    CHECK_THROWS_AS(ssim(map, small, 7, 7, 1), comparison_error);
    CHECK_THROWS_AS(ssim(map, map, 7, 7, 0), comparison_error);
    CHECK_THROWS_WITH(pearson(values{1, 2}, values{1}), Catch::Contains("2 and 1 values"));
}
