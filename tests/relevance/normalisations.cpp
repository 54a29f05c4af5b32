// Layers whose outputs are no sums, and layers that only move elements: values against their definitions, gradients against
// finite differences, relevance through them.
#include "support/array_map.hpp"
#include "support/catch.hpp"
#include "support/named_numbers.hpp"

#include <constexplain/interop/dual.hpp>
#include <constexplain/interop/interval.hpp>
#include <constexplain/parameters/load_from.hpp>
#include <constexplain/parameters/with_scalar.hpp>

#include <map>

namespace {

using namespace constexplain;
using values = std::vector<double>;

using random_source = support::named_numbers<5, -0.9, 0.9>;

template<class Net>
input_tensor<Net, double> random_input(std::uint64_t seed) {
    support::numbers source(seed);
    input_tensor<Net, double> x;
    source.fill(x.values, -1.5, 1.5);
    return x;
}

/// The network's outputs are those of `formula(x)`, in the users' order.
template<class Net, class F>
void check_values(F const& formula) {
    INFO(Net::signature);
    random_source source;
    auto const net = load_from<Net, double>(source);
    auto const single = load_from<Net, float>(source);
    for (std::uint64_t seed = 1; seed < 4; ++seed) {
        auto const x = random_input<Net>(seed);
        values const expected = formula(values(x.begin(), x.end()));
        auto const y = net.predict(x);
        auto const z = net.template predict<scalar_engine>(x);
        input_tensor<Net, float> rounded;
        for (std::size_t k = 0; k < x.size(); ++k) rounded[k] = static_cast<float>(x[k]);
        auto const f = single.predict(rounded);
        REQUIRE(expected.size() == y.values.size());
        for (std::size_t k = 0; k < expected.size(); ++k) {
            CHECK(y[k] == Approx(expected[k]).epsilon(1e-12).margin(1e-13));
            CHECK(z[k] == Approx(expected[k]).epsilon(1e-12).margin(1e-13));
            CHECK(static_cast<double>(f[k]) == Approx(expected[k]).epsilon(1e-5).margin(1e-6));
        }
    }
}

/// The gradient of each output is that of finite differences.
template<class Net>
void check_gradients() {
    INFO(Net::signature);
    random_source source;
    auto const net = load_from<Net, double>(source);
    auto const x = random_input<Net>(7);
    for (std::size_t k = 0; k < Net::output.count(); ++k) {
        auto const e = net.template explain<gradient>(x, k);
        REQUIRE(e.status == status::ok);
        for (std::size_t i = 0; i < x.size(); ++i) {
            auto low = x, high = x;
            low[i] -= 1e-6;
            high[i] += 1e-6;
            double const slope = (net.predict(high)[k] - net.predict(low)[k]) / 2e-6;
            CHECK(e.relevance[i] == Approx(slope).epsilon(1e-6).margin(1e-8));
        }
    }
}

struct shares : rules<on<linear_layers, epsilon<1e-9>>> {};

/// What reaches the layer passes it, and relevance keeps its place: element `from(k)` below gets what k had.
template<class Net, class F>
void check_relevance(F const& from) {
    INFO(Net::signature);
    random_source source;
    auto const net = load_from<Net, double>(source);
    auto const e = net.template explain<shares>(random_input<Net>(3), class_<1>, keep<0, 1>);
    REQUIRE(e.status == status::ok);
    CHECK(e.ledger.closes(1e-9));
    auto const& below = e.template relevance_at<0>();
    auto const& above = e.template relevance_at<1>();
    for (std::size_t k = 0; k < above.size(); ++k) CHECK(below[from(k)] == above[k]);
}
constexpr auto same_place = [](std::size_t k) { return k; };

// --- the layers ---

struct prelu_of_image : network<input<3, 4, 5>, prelu> {};
struct prelu_of_sequence : network<sequence<4, 3>, prelu> {};
struct prelu_of_flat_image : network<input<3, 4, 5>, flatten, prelu> {};
struct prelu_before_dense : network<input<3, 2, 2>, prelu, flatten, prelu, dense<3>> {};

struct norm_of_vector : network<input<11>, layer_norm<>> {};
struct norm_of_sequence : network<sequence<3, 5>, layer_norm<0.01>> {};
struct norm_of_flat_image : network<input<3, 2, 2>, flatten, layer_norm<>> {};
struct norm_before_dense : network<input<3, 2, 2>, flatten, layer_norm<>, dense<3>> {};
struct norm_of_steps : network<sequence<3, 4>, layer_norm<>, lstm<3>, flatten, dense<2>> {};

struct across_channels : network<input<6, 2, 3>, lrn<5, 0.3, 0.75, 2>> {};
struct across_even_channels : network<input<5, 2, 2>, lrn<4, 0.8, 0.5, 0.5>> {};
struct across_all : network<input<3, 1, 2>, lrn<9>, flatten, dense<2>> {};
struct lrn_before_dense : network<input<5, 2, 2>, lrn<3, 0.7, 0.6>, flatten, dense<3>> {};

struct shuffled : network<input<8, 2, 3>, pixel_shuffle<2>, flatten, dense<2>> {};
struct shuffled_alone : network<input<18, 2, 1>, pixel_shuffle<3>> {};
struct in_depth : network<input<8, 2, 3>, depth_to_space<2>, flatten, dense<2>> {};
struct turned : network<input<2, 3, 4>, transpose<2, 0, 1>, flatten, dense<2>> {};
struct reshaped : network<input<2, 3, 4>, reshape<4, 3, 2>, conv2d<2, kernel<2>>, flatten, dense<2>> {};
struct flat_reshaped : network<input<2, 3, 4>, flatten, reshape<3, 4, 2>, conv2d<2, kernel<2>>, flatten, dense<2>> {};

values normalised(values x, std::size_t run, double epsilon) {
    auto const weight = random_source::array("0.weight", run), bias = random_source::array("0.bias", run);
    for (std::size_t from = 0; from < x.size(); from += run) {
        double mean = 0, variance = 0;
        for (std::size_t k = 0; k < run; ++k) mean += x[from + k] / static_cast<double>(run);
        for (std::size_t k = 0; k < run; ++k)
            variance += (x[from + k] - mean) * (x[from + k] - mean) / static_cast<double>(run);
        for (std::size_t k = 0; k < run; ++k)
            x[from + k] = (x[from + k] - mean) / std::sqrt(variance + epsilon) * weight[k] + bias[k];
    }
    return x;
}

/// By the numbers of the channels, one behind the other.
values responses(values const& x, std::size_t channels, int before, int behind, double share, double beta,
                 double bias) {
    std::size_t const plane = x.size() / channels;
    values y;
    for (std::size_t k = 0; k < x.size(); ++k) {
        double sum = 0;
        for (int c = static_cast<int>(k / plane) - before; c <= static_cast<int>(k / plane) + behind; ++c)
            if (c >= 0 && c < static_cast<int>(channels))
                sum += std::pow(x[static_cast<std::size_t>(c) * plane + k % plane], 2);
        y.push_back(x[k] / std::pow(bias + share * sum, beta));
    }
    return y;
}

/// Where PyTorch's pixel_shuffle takes element (c, y, x) of the output from.
std::size_t shuffled_from(std::size_t k, std::size_t block, std::size_t height, std::size_t width) {
    std::size_t const x = k % (width * block), y = k / (width * block) % (height * block),
                      c = k / (width * block * height * block);
    std::size_t const channel = c * block * block + y % block * block + x % block;
    return (channel * height + y / block) * width + x / block;
}

}  // namespace

TEST_CASE("prelu: values, gradients, relevance", "[relevance]") {
    auto const slopes = [](auto const& channel) {
        return [=](values x) {
            auto const weight = random_source::array("0.weight", 3);
            for (std::size_t k = 0; k < x.size(); ++k) x[k] *= x[k] < 0 ? weight[channel(k)] : 1;
            return x;
        };
    };
    check_values<prelu_of_image>(slopes([](std::size_t k) { return k / 20; }));
    check_values<prelu_of_sequence>(slopes([](std::size_t k) { return k % 3; }));
    check_values<prelu_of_flat_image>([](values x) {
        auto const weight = random_source::array("1.weight", 60);
        for (std::size_t k = 0; k < x.size(); ++k) x[k] *= x[k] < 0 ? weight[k] : 1;
        return x;
    });
    check_gradients<prelu_of_sequence>();
    check_gradients<prelu_before_dense>();
    check_relevance<prelu_before_dense>(same_place);
    STATIC_REQUIRE(!prelu_of_image::domains[1].is_non_negative());
    STATIC_REQUIRE(network<input<3>::non_negative, prelu>::domains[1].is_non_negative());
}

TEST_CASE("layer normalisation: values, gradients, relevance", "[relevance]") {
    check_values<norm_of_vector>([](values const& x) { return normalised(x, 11, 1e-5); });
    check_values<norm_of_sequence>([](values const& x) { return normalised(x, 5, 0.01); });
    check_gradients<norm_of_vector>();
    check_gradients<norm_of_sequence>();
    check_gradients<norm_of_flat_image>();
    check_gradients<norm_before_dense>();
    check_gradients<norm_of_steps>();
    check_relevance<norm_before_dense>(same_place);
    check_relevance<norm_of_steps>(same_place);
}

TEST_CASE("local response normalisation: values, gradients, relevance", "[relevance]") {
    check_values<across_channels>([](values const& x) { return responses(x, 6, 2, 2, 0.3 / 5, 0.75, 2); });
    check_values<across_even_channels>([](values const& x) { return responses(x, 5, 1, 2, 0.2, 0.5, 0.5); });
    check_gradients<across_channels>();
    check_gradients<across_even_channels>();
    check_gradients<across_all>();
    check_gradients<lrn_before_dense>();
    check_relevance<lrn_before_dense>(same_place);
    constexpr domain behind = network<input<5, 2, 2>::within<0, 3>, lrn<3>>::domains[1];
    STATIC_REQUIRE(behind.is_non_negative());
    STATIC_REQUIRE((behind.high >= 3 && behind.high < 3.0001));
}

TEST_CASE("layers that move elements: values, gradients, relevance", "[relevance]") {
    STATIC_REQUIRE(shuffled::shapes[1] == shape{2, 4, 6});
    STATIC_REQUIRE(turned::shapes[1] == shape{4, 2, 3});
    check_values<shuffled_alone>([](values const& x) {
        values y;
        for (std::size_t k = 0; k < x.size(); ++k) y.push_back(x[shuffled_from(k, 3, 2, 1)]);
        return y;
    });
    check_gradients<shuffled>();
    check_gradients<in_depth>();
    check_gradients<turned>();
    check_gradients<reshaped>();
    check_gradients<flat_reshaped>();
    check_relevance<shuffled>([](std::size_t k) { return shuffled_from(k, 2, 2, 3); });
    check_relevance<in_depth>([](std::size_t k) {
        // depth[place of the square][c] -> (c, y, x)
        std::size_t const x = k % 6, y = k / 6 % 4, c = k / 24;
        return (((y % 2 * 2 + x % 2) * 2 + c) * 2 + y / 2) * 3 + x / 2;
    });
    check_relevance<turned>([](std::size_t k) { return k % 6 * 4 + k / 6; });
    check_relevance<reshaped>(same_place);
}

TEST_CASE("normalisations of intervals hold those of their numbers, and dual numbers carry derivatives",
          "[relevance]") {
    auto const check = []<class Net>(std::type_identity<Net>) {
        INFO(Net::signature);
        random_source source;
        auto const net = load_from<Net, double>(source);
        auto const x = random_input<Net>(11);
        input_tensor<Net, interval> box;
        input_tensor<Net, dual> moving;
        for (std::size_t k = 0; k < x.size(); ++k) {
            box[k] = interval(x[k] - 1e-3, x[k] + 1e-3);
            moving[k] = k == 2 ? x[k] + dual(0.0, true) : dual(x[k]);
        }
        auto const bounds = with_scalar<interval>(net).predict(box);
        auto const carried = with_scalar<dual>(net).predict(moving);
        auto const y = net.predict(x);
        for (std::size_t k = 0; k < y.values.size(); ++k) {
            CHECK(bounds[k].low <= y[k]);
            CHECK(bounds[k].high >= y[k]);
            CHECK(bounds[k].width() < 0.5);
            CHECK(carried[k].derivative(1) ==
                  Approx(net.template explain<gradient>(x, k).relevance[2]).margin(1e-12));
        }
    };
    check(std::type_identity<prelu_of_image>{});
    check(std::type_identity<norm_of_vector>{});
    check(std::type_identity<norm_of_sequence>{});
    check(std::type_identity<across_even_channels>{});
    check(std::type_identity<shuffled_alone>{});
}
