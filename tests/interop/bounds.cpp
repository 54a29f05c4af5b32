// Bounds on scores and relevance over boxes of inputs.
#include "interop/enclosure.hpp"

using namespace constexplain;
using namespace bounds;

namespace {

struct dense_net : network<input<5>::within<-1, 1>, dense<7>, relu, dense<6>, leaky_relu<0.1>, dense<3>> {};
struct image_net : network<input<1, 7, 7>::within<0, 1>, conv2d<4, kernel<3>, stride<2>>, relu, max_pool<2>,
                           conv2d<4, kernel<1>>, sigmoid, flatten, dense<3>> {};
struct with_flat : rules<on<pools, flat>, on<linear_layers, flat>> {};

}  // namespace

TEST_CASE("bounds hold: dense layers", "[interop]") {
    for (double radius : {0.0, 1e-3, 0.1, 2.0}) {
        check_enclosures<dense_net, everywhere<epsilon<>>, everywhere<epsilon<0.25>>, everywhere<epsilon<0>>,
                         everywhere<unchecked<z_plus>>, everywhere<alpha_beta<2, 1>>, everywhere<gamma_rule<0.25>>,
                         everywhere<w_square>, everywhere<flat>, gradient, gradient_times_input>(radius);
        check_enclosures<dense_net, first_and_others<z_box, unchecked<z_plus>>>(radius, 1e-9);
    }
}
TEST_CASE("bounds hold for vectors, to their rounding", "[interop]") {
    check_enclosure<dense_net, everywhere<epsilon<>>, vector_engine>(0.01, 1e-9);
    check_enclosure<image_net, first_and_others<z_box, z_plus>, vector_engine>(0.01, 1e-9);
}

TEST_CASE("a box of one input gives the answer itself", "[interop]") {
    support::numbers source(6);
    auto const net = support::bind_raw(support::random_parameters<image_net, double>(source));
    auto const box = random_box<image_net>(source, 0);
    int number = 0;
    auto const tiny = [&]<class Rules>(std::type_identity<Rules>) {
        INFO("rule set number " << number++);
        auto const seen = compare<Rules, scalar_engine>(net, box, source, 1, 1e-9);
        INFO("width " << seen.widest);
        CHECK(seen.outside == 0);
        CHECK(seen.state == status::ok);
        CHECK(seen.widest < 1e-9);
    };
    tiny(std::type_identity<first_and_others<z_box, z_plus>>{});
    tiny(std::type_identity<everywhere<epsilon<>>>{});
    tiny(std::type_identity<everywhere<alpha_beta<2, 1>>>{});
    tiny(std::type_identity<everywhere<gamma_rule<0.25>>>{});
    tiny(std::type_identity<everywhere<w_square>>{});
    tiny(std::type_identity<with_flat>{});
    tiny(std::type_identity<gradient>{});
}

TEST_CASE("shares of non-negative products never exceed the whole", "[interop]") {
    support::numbers source(7);
    auto const net = with_scalar<interval>(support::bind_raw(support::random_parameters<image_net, double>(source)));
    using from_one = rules<starting_from_one, on<first, z_box>, on<linear_layers, z_plus>>;
    auto const e = net.explain<from_one>(whole_domain<image_net>(), class_<0>, keep<6>);
    CHECK(e.status == status::ok);
    for (interval const& r : e.relevance_at<6>()) {
        CHECK(r.low >= 0);
        CHECK(r.high <= 1 + 1e-9);
    }
    for (interval const& r : e.relevance) CHECK(r.low >= 0);
}

TEST_CASE("an open arg-max starts from every class that may win", "[interop]") {
    struct two : network<input<2>::within<-1, 1>, dense<3>> {};
    std::array<double, 6> const weight{1, 0, 0, 1, 0, 0};
    std::array<double, 3> const bias{0, 0, -5};
    auto const net = with_scalar<interval>(make_model<two, double>(weight, bias));
    std::array<interval, 2> const open{interval(0, 1), interval(0.5, 0.75)},
        clear{interval(0.8, 1), interval(0, 0.7)};
    auto const either = net.explain<everywhere<epsilon<>>>(open, keep<1>);
    CHECK(either.target == no_class);
    CHECK(either.scores.arg_max() == no_class);
    CHECK(either.relevance_at<1>()[0].contains(interval(0, 1)));
    CHECK(either.relevance_at<1>()[1].contains(interval(0, 0.75)));
    CHECK(certain(either.relevance_at<1>()[2] == 0));
    auto const first_ = net.explain<everywhere<epsilon<>>>(clear, keep<1>);
    CHECK(first_.target == 0);
    CHECK(first_.scores.arg_max() == 0);
    CHECK(certain(first_.relevance_at<1>()[1] == 0));
}

TEST_CASE("bounds hold for the class that wins, whichever it is", "[interop]") {
    support::numbers source(11);
    for (double radius : {0.0, 0.1, 2.0})
        for (int k = 0; k < 5; ++k) {
            auto const net = support::bind_raw(support::random_parameters<dense_net, double>(source));
            auto const box = random_box<dense_net>(source, radius);
            CHECK(compare<everywhere<epsilon<0.25>>, scalar_engine>(net, box, source, 20, 0, arg_max).outside == 0);
        }
}

TEST_CASE("what no bound is known of is a state", "[interop]") {
    support::numbers source(8);
    auto const net = with_scalar<interval>(support::bind_raw(support::random_parameters<dense_net, double>(source)));
    auto box = whole_domain<dense_net>();
    CHECK(net.explain<everywhere<epsilon<>>>(box, class_<0>).status == status::ok);
    CHECK(net.explain<everywhere<epsilon<0>>>(box, class_<0>).status == status::result_not_finite);
    box[2] = {-1.5, 0};
    CHECK(net.explain<everywhere<epsilon<>>>(box, class_<0>).status == status::input_outside_domain);
    for (interval const& wrong : {interval(std::numeric_limits<double>::quiet_NaN()), interval(1, 0),
                                  interval(0, HUGE_VAL), interval(-HUGE_VAL, 0)}) {
        box[2] = wrong;
        CHECK(net.predict(box).status == status::input_not_finite);
    }
}
