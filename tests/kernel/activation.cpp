#include "kernel/check.hpp"

using namespace constexplain;
using kernel_test::check_forward;

namespace {
struct relu_image : network<input<3, 5, 3>, relu> {};
struct leaky_image : network<input<3, 5, 3>, leaky_relu<>> {};
struct leaky_steep : network<input<19>, leaky_relu<1>> {};
struct leaky_off : network<input<19>, leaky_relu<0>> {};
struct tanh_vector : network<input<37>, tanh_activation> {};
struct sigmoid_vector : network<input<37>, sigmoid> {};
struct softmax_vector : network<input<11>, softmax> {};
struct softmax_one : network<input<1>, softmax> {};
struct softmax_image : network<input<5, 3, 4>, softmax> {};
struct softmax_one_channel : network<input<1, 3, 4>, softmax> {};
}  // namespace

TEST_CASE("activations on vectors and images", "[kernel]") {
    check_forward<relu_image>("relu");
    check_forward<leaky_image>("leaky relu");
    check_forward<leaky_steep>("the identity");
    check_forward<leaky_off>("a leaky relu that is a relu");
    // One ulp is at most one eps of the value.
    for (double const reach : {0.01, 1.0, 30.0}) {
        check_forward<tanh_vector>("tanh", -reach, reach, 3);
        check_forward<sigmoid_vector>("sigmoid", -reach, reach, 3);
    }
}

TEST_CASE("softmax: over a vector, over the channels of each pixel", "[kernel]") {
    for (double const reach : {0.5, 10.0, 80.0}) {
        check_forward<softmax_vector>("vector", -reach, reach, 3);
        check_forward<softmax_one>("one element", -reach, reach, 0);
        check_forward<softmax_image>("image", -reach, reach, 3);
        check_forward<softmax_one_channel>("one channel", -reach, reach, 0);
    }
}

TEST_CASE("softmax: logits that exp alone would overflow", "[kernel]") {
    auto const net = make_model<softmax_vector, double>();
    std::array<double, 11> x{};
    x.fill(-1e300);
    x[3] = 1e300;
    x[4] = 1e300;
    auto const y = net.predict(x);
    CHECK(y.status == status::ok);
    for (size_t k = 0; k < 11; ++k) CHECK(y[k] == (k == 3 || k == 4 ? 0.5 : 0));
}
