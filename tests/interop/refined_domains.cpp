// Domains refined by parameters: the hull of what a box of inputs gives at each boundary.
#include "interop/enclosure.hpp"

#include <constexplain/activations.hpp>

using namespace constexplain;

namespace {

struct image_net
    : network<input<2, 8, 8>::within_per_channel<box<0, 1>, box<-0.5, 2>>, conv2d<4, kernel<3>, padding<1>>, relu,
              max_pool<2>, conv2d<4, kernel<3>, groups<2>, stride<2>>, leaky_relu<0.1>, flatten, dense<5>,
              tanh_activation, dense<4>, softmax> {};
struct unbounded_net : network<input<3>, dense<4>, sigmoid, dense<2>> {};
struct half_bounded_net : network<input<3>::non_negative, dense<2>, relu> {};

struct small_net : network<input<2>::within<0, 1>, dense<2>, relu, dense<1>> {};
constexpr std::array<double, 4> small_w0{1, -0.5, 0.25, 0.5};
constexpr std::array<double, 2> small_b0{0, -0.25};
constexpr std::array<double, 2> small_w1{1, 2};
constexpr std::array<double, 1> small_b1{0.5};
constexpr auto small = make_model<small_net, double>(small_w0, small_b0, small_w1, small_b1);

// Constant parameters: the domains are constants.
constexpr auto small_domains = refined_domains(small);
static_assert(small_domains[0] == domain::box(0, 1));
static_assert(small_domains[1].low >= -0.5 - 1e-15 && small_domains[1].high <= 1 + 1e-15);
static_assert(small_domains[2].low == 0 && small_domains[2].high <= 1 + 1e-15);
static_assert(small_domains[3].low >= 0.5 - 1e-15 && small_domains[3].high <= 2.5 + 1e-15);

}  // namespace

TEST_CASE("refined domains hold all activations, and are narrower than those known without parameters", "[interop]") {
    support::numbers source(1);
    auto const net = support::bind_raw(support::random_parameters<image_net, double>(source));
    auto const refined = refined_domains(net);
    auto const box = whole_domain<image_net>();
    CHECK(refined[0] == image_net::domains[0]);
    for (size_t k = 0; k <= image_net::depth; ++k) {
        INFO("boundary " << k << ": " << refined[k].low << " to " << refined[k].high);
        CHECK(refined[k].is_bounded());
        CHECK(refined[k].low >= image_net::domains[k].low);
        CHECK(refined[k].high <= image_net::domains[k].high);
    }
    size_t outside = 0;
    std::array<domain, image_net::depth + 1> seen;
    static_assert(image_net::depth == 10);
    seen.fill({HUGE_VAL, -HUGE_VAL});
    for (int s = 0; s < 500; ++s) {
        auto const x = bounds::sample<image_net>(source, box);
        auto const all = activations_at<0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10>(net, x);
        meta::for_each_index<image_net::depth + 1>([&](auto boundary) {
            for (double value : boost::hana::at(all, boost::hana::size_c<boundary>)) {
                outside += value >= refined[boundary].low && value <= refined[boundary].high ? 0U : 1U;
                seen[boundary] = {std::min(seen[boundary].low, value), std::max(seen[boundary].high, value)};
            }
        });
    }
    CHECK(outside == 0);
    // The first layer's bounds are met but for what corners were not sampled.
    CHECK(refined[1].high - refined[1].low < 2 * (seen[1].high - seen[1].low));
}

TEST_CASE("refined domains of the first linear layer are exact to rounding", "[interop]") {
    struct one : network<input<3>::within<-1, 2>, dense<2>> {};
    std::array<double, 6> const weight{1, -2, 3, 0.5, 0.25, -1};
    std::array<double, 2> const bias{0.5, -1};
    auto const refined = refined_domains(make_model<one, double>(weight, bias));
    CHECK(refined[1].low == Approx(-1 - 4 - 3 + 0.5).epsilon(1e-15));
    CHECK(refined[1].high == Approx(2 + 2 + 6 + 0.5).epsilon(1e-15));
}

TEST_CASE("inputs without bounds: what is known without parameters, or more", "[interop]") {
    support::numbers source(2);
    auto const refined = refined_domains(support::bind_raw(support::random_parameters<unbounded_net, float>(source)));
    CHECK(refined[0] == domain::reals());
    CHECK(refined[1] == domain::reals());
    CHECK(refined[2] == domain::box(0, 1));
    CHECK(refined[3].is_bounded());

    std::array<double, 6> const weight{1, 2, 3, -1, 0, -2};
    std::array<double, 2> const bias{0.5, 0.25};
    auto const half = refined_domains(make_model<half_bounded_net, double>(weight, bias));
    CHECK(half[0] == domain::non_negative());
    CHECK(half[1] == domain::reals());
    CHECK(half[2] == domain::non_negative());
    auto const positive =
        refined_domains(make_model<half_bounded_net, double>(std::array<double, 6>{1, 2, 3, 1, 0, 2}, bias));
    CHECK(positive[1] == domain{0.25, HUGE_VAL});
    CHECK(positive[2] == domain{0.25, HUGE_VAL});
}
