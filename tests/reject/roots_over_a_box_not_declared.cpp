// The worst case over the declared box needs one.
// expect: ROOTS_NOT_DEFINED<layer<0, dense<2>>, needs::finite_bounds_of_the_inputs, cure::declare_the_inputs_bounds_with_within_low_high>
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
auto const some_roots = roots<root::worst_case<>, 0>(bound, image, neurons);
#else
auto const some_roots = roots<root::worst_case<linf_ball<1>>, 0>(bound, image, neurons);
#endif
