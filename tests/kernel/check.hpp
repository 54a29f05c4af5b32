// Kernels against the slow reference: forward products and transposed ones of one layer, in float and double; those in
// scalars, whose loops are not cut to the layer, in scalars.cpp.
#pragma once

#include "support/catch.hpp"
#include "support/sanitized.hpp"
#include "support/slow_reference.hpp"

#include <algorithm>
#include <limits>
#include <memory>

namespace kernel_test {

using namespace constexplain;

/// Results may differ from the exact ones by this many eps times the sum of the sizes of their terms.
inline constexpr double most_eps = 2;

/// The largest difference of results from a reference, in eps of T times the sum of the terms' sizes. A reference
/// of size 0 must be met exactly.
template<class T, class Range>
double worst(Range const& found, slow::values const& expected, slow::values const& size) {
    double most = std::size(found) == expected.size() ? 0 : HUGE_VAL;
    for (size_t k = 0; k < expected.size() && k < std::size(found); ++k) {
        double const off = std::abs(static_cast<double>(std::data(found)[k]) - expected[k]);
        double const unit = static_cast<double>(std::numeric_limits<T>::epsilon()) * size[k];
        double const ratio = off == 0 ? 0 : unit == 0 ? HUGE_VAL : off / unit;
        most = ratio <= most ? most : ratio;  // NaN counts as worst
    }
    return most;
}

template<class T>
slow::values widened(T const& range) {
    return slow::values(std::data(range), std::data(range) + std::size(range));
}

/// W^T s of a linear layer, and the sums of its terms' sizes.
template<class Node, class Weights, class Range>
slow::sized transposed(Weights const& weight, Range const& s, size_t inputs) {
    slow::sized r{slow::values(inputs, 0.0), slow::values(inputs, 0.0)};
    slow::for_each_product<Node>([&](size_t o, size_t w, size_t i) {
        double const term = static_cast<double>(weight[w]) * static_cast<double>(s[o]);
        r.value[i] += term;
        r.size[i] += std::abs(term);
    });
    return r;
}

/// Vectors against scalars: maps of a rule set from the start `s`, which differ by a few eps of their largest number. `is_empty`
/// says that it is 0.
template<class Rules, class Model, class Input, class Start>
void check_rules(Model const& net, Input const& x, Start const& s, bool is_empty = false) {
    using T = typename Model::scalar_type;
    using buffers = workspace<typename Model::network_type, Rules, T>;
    struct guarded {
        buffers values;
        std::array<T, 128> behind;
    };
    // What lies in the buffers before means nothing, and what lies behind them is left alone.
    auto const memory = std::make_unique<guarded>();
    std::ranges::fill(memory->values.values, std::numeric_limits<T>::quiet_NaN());
    memory->behind.fill(T(7));
    auto const vectors = net.template explain<Rules>(x, start_vector(s), memory->values);
    CHECK(std::ranges::count(memory->behind, T(7)) == 128);
    auto const scalars = net.template explain<Rules, scalar_engine>(x, start_vector(s), memory->values);
    CHECK(vectors.status == scalars.status);
    double most = 0, off = 0;
    for (size_t k = 0; k < x.size(); ++k) {
        most = std::max(most, std::abs(static_cast<double>(scalars.relevance[k])));
        off = std::max(off, std::abs(static_cast<double>(vectors.relevance[k] - scalars.relevance[k])));
    }
    CHECK((most > 0) == !is_empty);
    CHECK(off <= 64 * static_cast<double>(std::numeric_limits<T>::epsilon()) * most);
}

/// A network whose only layer that computes is linear, at index `Linear`, with parameters, an input and a start of any sign; and
/// by the slow reference, its outputs and its transposed product.
template<class Net, class T, size_t Linear = 0>
struct linear_case {
    using here = node<Net, Linear>;
    support::numbers source;
    support::raw_parameters<Net, T> raw;
    decltype(support::bind_raw<Net, T>(raw)) net;
    input_tensor<Net, T> x;
    output_tensor<Net, T> s;

    explicit linear_case(std::uint64_t seed)
        : source(seed)
        , raw(support::random_parameters<Net, T>(source))
        , net(support::bind_raw<Net, T>(raw)) {
        source.fill(x);
        source.fill(s);
    }
    [[nodiscard]] slow::sized outputs() const {
        return slow::forward<here>(raw.weight[Linear], raw.bias[Linear], widened(x));
    }
    [[nodiscard]] slow::sized transposed() const {
        return kernel_test::transposed<here>(raw.weight[Linear], s, x.size());
    }
};

/// A network of one linear layer: its transposed product against the reference, and maps of `Rules` against scalars.
template<class Net, class T, class... Rules>
void check_transposed(std::uint64_t seed) {
    INFO(Net::signature);
    linear_case<Net, T> const here(seed);
    auto const r = here.transposed();
    auto const e = here.net.template explain<gradient>(here.x, start_vector(here.s), keep<0>);
    CHECK(worst<T>(e.relevance, r.value, r.size) <= most_eps);
    CHECK(std::ranges::equal(e.template relevance_at<0>(), e.relevance));
    (check_rules<Rules>(here.net, here.x, here.s), ...);
}

/// A `linear_case`, forward and transposed.
template<class Net, size_t Linear, class T, class Engine>
void check_linear_as(std::uint64_t seed) {
    linear_case<Net, T, Linear> const here(seed);
    auto const& x = here.x;
    auto const& s = here.s;

    // Forward, and transposed: the gradient of <s, y>.
    auto const e = here.net.template explain<gradient, Engine>(x, start_vector(s));
    auto const& y = e.scores;
    auto const slow_y = here.outputs(), r = here.transposed();
    CHECK(e.status == status::ok);
    CHECK(worst<T>(y, slow_y.value, slow_y.size) <= most_eps);
    CHECK(worst<T>(e.relevance, r.value, r.size) <= most_eps);

    // <W^T s, x> = <s, W x>, the bias taken off.
    double below = 0, above = 0, size = 0;
    for (size_t k = 0; k < x.size(); ++k) below += static_cast<double>(e.relevance[k]) * static_cast<double>(x[k]);
    size_t const plane = s.size() / node<Net, Linear>::out.extents.channels();
    for (size_t k = 0; k < s.size(); ++k) {
        double const b = here.raw.bias[Linear].empty() ? 0 : static_cast<double>(here.raw.bias[Linear][k / plane]);
        above += static_cast<double>(s[k]) * (static_cast<double>(y[k]) - b);
        size += std::abs(static_cast<double>(s[k])) * slow_y.size[k];
    }
    CHECK(std::abs(below - above) <= most_eps * static_cast<double>(std::numeric_limits<T>::epsilon()) * size);
}

template<class Net, size_t Linear = Net::depth - 1>
void check_linear(char const* what) {
    INFO(what << ": " << Net::signature);
    check_linear_as<Net, Linear, float, vector_engine>(1);
    if constexpr (!support::sanitized) check_linear_as<Net, Linear, double, vector_engine>(2);
}

/// A network without linear layers of one layer, against the reference.
template<class Net, class T, class Engine>
void check_forward_as(std::uint64_t seed, double low, double high, double eps_allowed) {
    support::numbers source(seed);
    auto const net = make_model<Net, T>();
    input_tensor<Net, T> x;
    source.fill(x, low, high);
    slow::values const none;
    auto const y = net.template predict<Engine>(x);
    auto const expected = slow::forward<node<Net, 0>>(none, none, widened(x));
    CHECK(y.status == status::ok);
    CHECK(worst<T>(y, expected.value, expected.size) <= eps_allowed);
}
template<class Net>
void check_forward(char const* what, double low = -1, double high = 1, double eps_allowed = most_eps) {
    INFO(what << ": " << Net::signature);
    check_forward_as<Net, float, vector_engine>(4, low, high, eps_allowed);
    if constexpr (!support::sanitized) {
        check_forward_as<Net, double, vector_engine>(5, low, high, eps_allowed);
        check_forward_as<Net, double, scalar_engine>(6, low, high, eps_allowed);
    }
}

}  // namespace kernel_test

/// A network of one layer on one input, under the layer's own text.
#define CHECK_LINEAR(image, ...)                                                                                     \
    do {                                                                                                             \
        struct net : constexplain::network<image, __VA_ARGS__> {};                                                   \
        kernel_test::check_linear<net>(#__VA_ARGS__);                                                                \
    } while (false)
#define CHECK_FORWARD(image, ...)                                                                                    \
    do {                                                                                                             \
        struct net : constexplain::network<image, __VA_ARGS__> {};                                                   \
        kernel_test::check_forward<net>(#__VA_ARGS__);                                                               \
    } while (false)
