// z^B with bounds for each channel of the input, and dense layers behind a flattened image, against the formulas: every
// linear layer is written out as a matrix in the users' order, which knows nothing of memory orders, groups or padding.

#include "support/arrays.hpp"
#include "support/deviation.hpp"

#include <constexplain.hpp>

#include <functional>
#include <random>

namespace {

using namespace constexplain;

template<class T>
std::vector<T> random_values(std::size_t count, std::uint32_t seed) {
    std::mt19937 source(seed);
    std::vector<T> values(count);
    // Sixteenths of small integers: the same in float and double, on every platform.
    for (T& v : values) v = static_cast<T>(static_cast<int>(source() % 33) - 16) / 16;
    return values;
}

/// [out][in]
struct matrix {
    std::size_t in;
    std::vector<double> weights, biases;

    [[nodiscard]] std::vector<double> times(std::vector<double> const& input) const {
        auto result = biases;
        for (std::size_t o = 0; o < result.size(); ++o)
            for (std::size_t i = 0; i < in; ++i) result[o] += input[i] * weights[o * in + i];
        return result;
    }

    using numerator = std::function<double(std::size_t input, double weight)>;
    /// R_i = sum_j n(i, w_ij) R_j / stab(sum_i n(i, w_ij) + b_j), the bias only if it takes part.
    [[nodiscard]] std::vector<double> back(std::vector<double> const& above, numerator const& n,
                                           bool with_bias) const {
        std::vector<double> result(in, 0.0);
        for (std::size_t o = 0; o < above.size(); ++o) {
            double sum = with_bias ? biases[o] : 0;
            for (std::size_t i = 0; i < in; ++i) sum += n(i, weights[o * in + i]);
            double const quotient = above[o] / (sum + (sum < 0 ? -1e-6 : 1e-6));
            for (std::size_t i = 0; i < in; ++i) result[i] += n(i, weights[o * in + i]) * quotient;
        }
        return result;
    }
};

/// A layer as a matrix, found by asking the layer's own description for no more than its numbers.
template<class Node>
matrix matrix_of(support::array_map const& arrays) {
    using parameters = layer_parameters<Node>;
    linear_geometry const g = Node::geometry();
    std::vector<double> stored(g.weight_count()), bias(g.out_channels);
    auto const read = [&](std::size_t array, std::vector<double>& to) {
        shape const& needed = parameters::arrays[array].extents;
        arrays.read(parameters::name(array), std::span(needed.extents).first(needed.rank), std::span(to));
    };
    read(0, stored);
    read(1, bias);

    matrix m{g.in_count(), std::vector<double>(g.in_count() * g.out_count()), {}};
    std::size_t const planes = g.out_height * g.out_width;
    for (std::size_t o = 0; o < g.out_channels; ++o) m.biases.insert(m.biases.end(), planes, bias[o]);
    for (std::size_t o = 0; o < g.out_channels; ++o)
        for (std::size_t c = 0; c < g.group_in(); ++c)
            for (std::size_t ky = 0; ky < g.over.kernel.height; ++ky)
                for (std::size_t kx = 0; kx < g.over.kernel.width; ++kx)
                    for (std::size_t oy = 0; oy < g.out_height; ++oy)
                        for (std::size_t ox = 0; ox < g.out_width; ++ox) {
                            std::size_t const iy = oy * g.over.stride.height + ky - g.over.padding.top;
                            std::size_t const ix = ox * g.over.stride.width + kx - g.over.padding.left;
                            if (iy >= g.in_height || ix >= g.in_width) continue;  // also below 0
                            std::size_t const channel = o / g.group_out() * g.group_in() + c;
                            std::size_t const to = (o * g.out_height + oy) * g.out_width + ox;
                            std::size_t const from = (channel * g.in_height + iy) * g.in_width + ix;
                            m.weights[to * m.in + from] =
                                stored[((o * g.group_in() + c) * g.over.kernel.height + ky) * g.over.kernel.width +
                                       kx];
                        }
    return m;
}

template<class Net>
support::array_map random_parameters() {
    std::map<std::string, std::vector<double>> arrays;
    std::uint32_t seed = 1;
    // A lambda of its own: in the fold itself, clang 19 crashes.
    auto const add = [&]<class Node>(std::type_identity<Node>) {
        using P = layer_parameters<Node>;
        for (std::size_t k = 0; k < P::arrays.size(); ++k)
            arrays[P::name(k)] = random_values<double>(P::arrays[k].extents.count(), seed++);
    };
    [&]<class... Nodes>(meta::list<Nodes...>) { (add(std::type_identity<Nodes>{}), ...); }(parameter_nodes<Net>{});
    return support::array_map(std::move(arrays));
}

/// z^B in the first linear layer, epsilon in the others. Between them, rectifiers and flattening only.
struct boxed : rules<on<first, z_box>, on<linear_layers, epsilon<>>> {};

template<class Net, class T>
void check(support::deviations& close) {
    INFO(Net::signature);
    auto const arrays = random_parameters<Net>();
    auto const net = load_from<Net, T>(arrays);
    using bounds = typename Net::input_description::bounds;
    auto input = random_values<double>(Net::input.count(), 100);
    std::size_t const planes = Net::input.count() / bounds::low.size();
    auto const low = [&](std::size_t k) { return bounds::low[k / planes]; };
    auto const high = [&](std::size_t k) { return bounds::high[k / planes]; };
    for (std::size_t k = 0; k < input.size(); ++k)
        input[k] = low(k) + (high(k) - low(k)) * (input[k] + 1) / 2;  // of [-1, 1]
    auto const values = support::converted<T>(input);
    auto const found = net.template explain<boxed>(view_as<Net>(values));
    CHECK(found.status == status::ok);

    std::vector<matrix> layers;
    [&]<class... Nodes>(meta::list<Nodes...>) {
        (layers.push_back(matrix_of<Nodes>(arrays)), ...);
    }(linear_nodes<Net>{});
    std::vector<std::vector<double>> activations{input};
    for (std::size_t k = 0; k < layers.size(); ++k) {
        auto next = layers[k].times(activations.back());
        if (k + 1 < layers.size())
            for (double& v : next) v = std::max(v, 0.0);
        activations.push_back(next);
    }
    auto const& scores = activations.back();
    close.of<T>().check(found.scores, scores, std::is_same_v<T, double> ? 1e-14 : 1e-6,
                        support::largest_magnitude(scores));

    std::vector<double> relevance(scores.size(), 0.0);
    auto const target = static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
    CHECK(found.target == target);
    relevance[target] = scores[target];
    for (std::size_t k = layers.size(); k-- > 1;) {
        auto const& below = activations[k];
        relevance = layers[k].back(relevance, [&](std::size_t i, double w) { return below[i] * w; }, true);
    }
    relevance = layers[0].back(
        relevance,
        [&](std::size_t i, double w) {
            return input[i] * w - (w > 0 ? low(i) : w < 0 ? high(i) : 0) * w;
        },
        false);
    close.of<T>().check(found.relevance, relevance, std::is_same_v<T, double> ? 1e-12 : 1e-5,
                        support::largest_magnitude(relevance));
}

template<class Net>
void check_all(support::deviations& close) {
    check<Net, double>(close);
    check<Net, float>(close);
}

using boxes_of_three = input<3, 5, 6>::within_per_channel<box<-1, 2>, box<0, 1>, box<-3, 0.5>>;
using boxes_of_four = input<4, 6, 5>::within_per_channel<box<0, 255>, box<-1, 1>, box<-2.5, -0.5>, box<1, 3>>;

}  // namespace

TEST_CASE("bounds for each channel: a convolution, then a dense layer behind flatten", "[reference]") {
    support::deviations close("bounds for each channel, convolution");
    struct padded : network<boxes_of_three, conv2d<5, kernel<3>, padding<1>>, relu, flatten, dense<7>> {};
    check_all<padded>(close);
    struct strided : network<boxes_of_three, conv2d<19, kernel<3, 2>, stride<2, 1>, padding<1, 0, 0, 1>>, relu,
                             flatten, dense<20>, relu, dense<3>> {};
    check_all<strided>(close);
    struct two_convolutions
        : network<boxes_of_three, conv2d<4, kernel<2>>, relu, conv2d<6, kernel<3>>, relu, flatten, dense<4>> {};
    check_all<two_convolutions>(close);
}

TEST_CASE("bounds for each channel: groups, and one filter for each channel", "[reference]") {
    support::deviations close("bounds for each channel, groups");
    struct two_groups : network<boxes_of_four, conv2d<6, kernel<3>, groups<2>>, relu, flatten, dense<5>> {};
    check_all<two_groups>(close);
    struct depthwise : network<boxes_of_four, conv2d<4, kernel<3>, padding<1>, groups<4>>, relu, flatten, dense<5>> {
    };
    check_all<depthwise>(close);
    struct multiplied : network<boxes_of_four, conv2d<8, kernel<3>, groups<4>>, relu, flatten, dense<5>> {};
    check_all<multiplied>(close);
}

TEST_CASE("bounds for each channel: a dense layer of a flattened image, and of a vector", "[reference]") {
    support::deviations close("bounds for each channel, dense");
    struct flattened : network<boxes_of_three, flatten, dense<6>, relu, dense<4>> {};
    check_all<flattened>(close);
    struct of_vector
        : network<input<3>::within_per_channel<box<-1, 2>, box<0, 1>, box<-3, 0.5>>, dense<6>, relu, dense<4>> {};
    check_all<of_vector>(close);
}
