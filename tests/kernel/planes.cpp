// Transposed products of one input channel over planes of quotients, against the slow reference and scalars.

#include "kernel/check.hpp"

using namespace constexplain;

namespace {

struct plus : rules<on<linear_layers, unchecked<z_plus>>> {};
struct plus_and_minus : rules<on<linear_layers, unchecked<alpha_beta<2, 1>>>> {};

template<class Net, class T>
void check() {
    STATIC_REQUIRE(planes_of(node<Net, 0>::geometry(), 16).wins);
    // Of inputs of any sign: two products of one part, and four of two parts.
    kernel_test::check_transposed<Net, T, plus, plus_and_minus>(15);
}

template<size_t Out, size_t Height, size_t Width, class... Options>
struct convolution : network<input<1, Height, Width>, conv2d<Out, Options...>> {};

}  // namespace

TEST_CASE("planes: rows of whole vectors and of parts", "[kernel]") {
    check<convolution<10, 28, 28, kernel<5>>, float>();
    check<convolution<6, 9, 16, kernel<5>, without_bias>, float>();
    if constexpr (!support::sanitized) {
        check<convolution<8, 28, 32, kernel<5>, padding<2>>, float>();
        check<convolution<10, 12, 13, kernel<5>>, double>();
    }
}

TEST_CASE("planes: kernels and padding of any sides", "[kernel]") {
    // Wider than a vector, of any width.
    check<convolution<16, 1, 128, kernel<1, 25>>, float>();
    check<convolution<16, 7, 48, kernel<7, 3>, padding<6, 2, 0, 1>>, float>();
    if constexpr (!support::sanitized) {
        check<convolution<8, 6, 40, kernel<3, 19>, padding<1, 0>>, double>();
        check<convolution<8, 3, 64, kernel<1, 20>, padding<0, 19, 0, 3>>, float>();
        check<convolution<9, 11, 30, kernel<4, 6>, padding<1, 0, 3, 5>>, float>();
        check<convolution<20, 17, 15, kernel<3>, padding<1>>, float>();
    }
}
