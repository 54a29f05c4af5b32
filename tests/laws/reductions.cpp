// Rules that become other rules, and LRP-0 that becomes gradient times input.
#include "laws/compare.hpp"

using namespace constexplain;
using namespace laws;

namespace {

struct dense_net : network<input<13>, dense<9>> {};
struct conv_net : network<input<2, 5, 4>, conv2d<9, kernel<3>, padding<1>>> {};

template<class Net, class T>
void check_gamma_0() {
    compare<Net, all<gamma_rule<0>>, Net, all<epsilon<>>, T>([](auto const& a, auto const& other, auto const& scale) {
        deviation<T> off;
        for (size_t k = 0; k < a.relevance.size(); ++k)
            off.add(static_cast<double>(a.relevance[k]) - static_cast<double>(other.relevance[k]),
                    2 * scale.bound[k]);
        CHECK(off.most() <= most_eps);
    });
}

}  // namespace

TEST_CASE("gamma 0 is epsilon", "[laws]") {
    check_gamma_0<dense_net, float>();
    check_gamma_0<dense_net, double>();
    check_gamma_0<conv_net, double>();
}

TEST_CASE("alpha 1, beta 0 is z+", "[laws]") {
    compare<dense_net, all<alpha_beta<1, 0>>, dense_net, all<unchecked<z_plus>>, float>(equal);
    compare<conv_net, all<alpha_beta<1, 0>>, conv_net, all<unchecked<z_plus>>, double>(equal);
}

namespace {

struct rectified : network<input<2, 7, 7>, conv2d<6, kernel<3>, padding<1>>, relu, max_pool<2, padding<1>>,
                           conv2d<5, kernel<2>>, leaky_relu<0.2>, avg_pool<2>, flatten, dense<8>, relu, dense<4>> {};
struct lrp_0 : rules<on<linear_layers, epsilon<0>>, on<average_pools, stabilised<norm, 0>>, on<activations, pass>> {};

}  // namespace

TEST_CASE("LRP-0 from the logit is gradient times input through ReLU, leaky ReLU and pooling", "[laws]") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        support::numbers source(seed);
        auto const net =
            support::bind_raw<rectified, double>(support::random_parameters<rectified, double>(source, 0.4));
        auto const x = inputs<rectified, double>(source);
        auto const e = net.explain<lrp_0>(x), g = net.explain<gradient_times_input>(x);
        REQUIRE(e.status == status::ok);
        CHECK(e.target == g.target);
        double largest = 0, off = 0;
        for (size_t k = 0; k < x.size(); ++k) {
            largest = std::max(largest, std::abs(g.relevance[k]));
            off = std::max(off, std::abs(g.relevance[k] - e.relevance[k]));
        }
        INFO("seed " << seed << ": off by " << off / largest << " of the largest");
        CHECK(off <= 1e-12 * largest);
    }
}

TEST_CASE("LRP-0 is not gradient times input without the bias, nor through tanh", "[laws]") {
    struct curved : network<input<5>, dense<6>, tanh_activation, dense<3>> {};
    support::numbers source(3);
    auto const net = support::bind_raw<curved, double>(support::random_parameters<curved, double>(source));
    auto const x = inputs<curved, double>(source);
    auto const e = net.explain<lrp_0>(x), g = net.explain<gradient_times_input>(x);
    CHECK(std::abs(e.relevance[0] - g.relevance[0]) > 1e-3);
    auto const without = net.explain<all<stabilised<no_bias<epsilon<>>, 0>>>(x);
    CHECK(std::abs(e.relevance[0] - without.relevance[0]) > 1e-3);
}
