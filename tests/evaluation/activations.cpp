// The activations at boundaries against a slow forward pass.
#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "support/slow_reference.hpp"

#include <constexplain/activations.hpp>

using namespace constexplain;

namespace {

struct image_net : network<input<2, 6, 7>, conv2d<5, kernel<3>, padding<1>>, relu, max_pool<2>, flatten, dense<4>,
                           sigmoid, dense<3>, softmax> {};
struct vector_net : network<input<5>, dense<6>, relu, dense<2>> {};

template<class Net, class T, std::size_t... Boundaries>
void check(std::index_sequence<Boundaries...>, double allowed) {
    support::numbers source(11);
    auto const raw = support::random_parameters<Net, T>(source);
    auto const net = support::bind_raw<Net, T>(raw);
    input_tensor<Net, T> x;
    source.fill(x);
    auto const found = activations_at<Boundaries...>(net, x);
    CHECK(boost::hana::at_c<0>(found) == x);
    auto const scores = net.predict(x);
    slow::values expected(x.begin(), x.end());
    meta::for_each_index<Net::depth>([&](auto index) {
        expected = slow::forward<node<Net, index>>(raw.weight[index], raw.bias[index], expected).value;
        auto const& here = boost::hana::at_c<index + 1>(found);
        REQUIRE(here.size() == expected.size());
        for (std::size_t k = 0; k < expected.size(); ++k)
            CHECK(std::abs(static_cast<double>(here[k]) - expected[k]) <= allowed);
        if constexpr (index + 1 == Net::depth)
            for (std::size_t k = 0; k < scores.size(); ++k)
                CHECK(std::abs(static_cast<double>(here[k] - scores[k])) <= allowed);
    });
}

}  // namespace

TEST_CASE("activations at every boundary", "[evaluation]") {
    check<image_net, double>(std::make_index_sequence<image_net::depth + 1>{}, 1e-13);
    check<image_net, float>(std::make_index_sequence<image_net::depth + 1>{}, 1e-5);
    check<vector_net, double>(std::make_index_sequence<vector_net::depth + 1>{}, 1e-13);
}

TEST_CASE("activations at some boundaries, in any order", "[evaluation]") {
    support::numbers source(12);
    auto const net = support::bind_raw(support::random_parameters<image_net, float>(source));
    input_tensor<image_net> x;
    source.fill(x);
    auto const both = activations_at<3, 1>(net, x);
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(boost::hana::at_c<0>(both))>, tensor<float, 5, 3, 3>>);
    CHECK(boost::hana::at_c<1>(both) == boost::hana::at_c<0>(activations_at<1>(net, x)));
    CHECK(boost::hana::at_c<0>(activations_at<4>(net, x)).values == boost::hana::at_c<0>(both).values);  // flattened
}
