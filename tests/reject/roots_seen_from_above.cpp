// A root lies at the input of its layer or below.
// expect: BOUNDARY_OUT_OF_RANGE<asked_for<2>, needs::a_boundary_from_0_to<0>, cure::count_boundaries_from_the_input_as_0>
#include <constexplain.hpp>

using namespace constexplain;

struct net : network<input<2>::non_negative, dense<2>, relu, dense<1>> {};
constexpr std::array first_weight{1.F, 2.F, 3.F, 4.F};
constexpr std::array last_weight{1.F, 2.F};
constexpr std::array first_bias{0.F, 0.F};
constexpr std::array last_bias{0.F};
constexpr std::array image{1.F, 2.F};
auto const bound = make_model<net>(first_weight, first_bias, last_weight, last_bias);
std::array<size_t, 1> const neurons{0};

#ifndef TWIN
auto const some_roots = roots<root::segment, 0, 2>(bound, image, neurons);
#else
auto const some_roots = roots<root::segment, 2, 0>(bound, image, neurons);
#endif
