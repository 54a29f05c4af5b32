// The set that an activation makes of a domain: it holds the exact value of everything in the domain, and is no wider
// than what a dense sample reaches.
#include "support/catch.hpp"
#include "support/numbers.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <vector>

using namespace constexplain;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

using exact = long double;
using exact_function = std::function<exact(exact)>;

exact sigmoid_of(exact x) { return x > 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x)); }
exact softplus_of(exact x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); }

/// Ends of domains: kinks, minima, ends where functions saturate, and numbers of all sizes.
std::vector<double> some_ends() {
    std::vector<double> all{0,   -0.5, 0.5,   -1,     1,      -1.1924, -1.2785, -0.7518, -1.5,     -2.5,     2.5,
                            -3,  3,    6,     -6,     20,     -20,     -37,     -100,    100,      -750,     750,
                            1e9, -1e9, 1e300, -1e300, 5e-324, -5e-324, 1e-12,   -1e-12,  infinity, -infinity};
    support::numbers source(1);
    for (int k = 0; k < 20; ++k) all.push_back(source.next<double>(-4, 4));
    return all;
}

/// Numbers from `low` to `high`, the ends included: evenly, evenly near 0, and by magnitude.
std::vector<double> sample(double low, double high) {
    std::vector<double> all;
    auto const add = [&](double v) {
        if (v >= low && v <= high) all.push_back(v);
    };
    add(low);
    add(high);
    if (std::isfinite(low) && std::isfinite(high) && high - low < 100)
        for (int k = 0; k <= 2'000; ++k) add(low + (high - low) * k / 2'000);
    for (int k = -2'000; k <= 2'000; ++k) add(k * 0.005);
    for (int k = 0; k < 2'000; ++k) add(-k * 0.001);  // minima lie there
    for (int k = -1'000; k <= 1'000; k += 10)
        for (double const sign : {-1.0, 1.0}) add(sign * std::exp2(k));
    return all;
}

template<class Layer>
void check_domain(double low, double high, exact_function const& f) {
    domain const image = Layer::values({low, high});
    exact least = infinity, most = -infinity;
    for (double const x : sample(low, high)) {
        exact const y = f(x);
        least = std::min(least, y);
        most = std::max(most, y);
    }
    INFO("from " << low << " to " << high << " becomes " << image.low << " to " << image.high << "; seen "
                 << static_cast<double>(least) << " to " << static_cast<double>(most));
    CHECK(image.low <= least);
    CHECK(image.high >= most);
    auto const allowed = [](exact end) { return 1e-6L * std::abs(end) + 1e-14L; };
    bool const low_is_tight = least - image.low <= allowed(least) || (image.low == -infinity && low == -infinity);
    bool const high_is_tight = image.high - most <= allowed(most) || (image.high == infinity && high == infinity);
    CHECK(low_is_tight);
    CHECK(high_is_tight);
    if (std::is_base_of_v<kind::keeps_sign, Layer>) {
        CHECK((low < 0 || image.is_non_negative()));
        CHECK((high > 0 || image.is_non_positive()));
    }
    CHECK(!Layer::values({low, high, true}).per_channel);
}
template<class Layer>
void check_domains(char const* name, exact_function const& f) {
    INFO(name);
    auto const ends = some_ends();
    for (double const low : ends)
        for (double const high : ends)
            if (low <= high && low != infinity && high != -infinity) check_domain<Layer>(low, high, f);
}

}  // namespace

TEST_CASE("domains behind monotone activations", "[layer]") {
    check_domains<relu6>("relu6", [](exact x) { return std::clamp<exact>(x, 0, 6); });
    check_domains<clip<-0.5, 2>>("clip", [](exact x) { return std::clamp<exact>(x, -0.5L, 2); });
    check_domains<elu<>>("elu", [](exact x) { return x > 0 ? x : std::expm1(x); });
    check_domains<elu<0.3>>("elu<0.3>", [](exact x) { return x > 0 ? x : 0.3 * std::expm1(x); });
    check_domains<selu>("selu", [](exact x) {
        return 1.05070102214813232421875L * (x > 0 ? x : 1.67326319217681884765625L * std::expm1(x));
    });
    check_domains<softplus>("softplus", softplus_of);
    check_domains<softsign>(
        "softsign", [](exact x) { return std::isinf(x) ? std::copysign(exact(1), x) : x / (1 + std::abs(x)); });
    check_domains<hard_sigmoid<>>("hard_sigmoid", [](exact x) { return std::clamp<exact>(0.2 * x + 0.5L, 0, 1); });
    check_domains<hard_sigmoid<1, -0.25>>("hard_sigmoid<1, -0.25>",
                                          [](exact x) { return std::clamp<exact>(x - 0.25L, 0, 1); });
}

TEST_CASE("domains behind activations with a minimum", "[layer]") {
    // At -infinity the limit; in the formulas 0 times infinity.
    auto const weighted = [](exact_function const& weight) {
        return [=](exact x) { return x < -12'000 ? exact(0) : x > 12'000 ? x : x * weight(x); };
    };
    check_domains<silu>("silu", weighted(sigmoid_of));
    check_domains<gelu>("gelu", weighted([](exact x) { return std::erfc(-x / std::sqrt(2.0L)) / 2; }));
    check_domains<gelu_tanh>("gelu_tanh", weighted([](exact x) {
                                 return sigmoid_of(std::sqrt(8 / std::acos(-1.0L)) * (x + 0.044715L * x * x * x));
                             }));
    check_domains<mish>("mish", weighted([](exact x) { return std::tanh(softplus_of(x)); }));
    check_domains<hard_swish>("hard_swish", weighted([](exact x) { return std::clamp<exact>((x + 3) / 6, 0, 1); }));
}
