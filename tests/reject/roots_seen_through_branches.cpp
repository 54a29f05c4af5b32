// A root is sought along a row of layers.
// expect: ROOTS_NOT_DEFINED<layer<4, dense<1.*>>, needs::layers_in_a_row_from_the_boundary, cure::name_a_boundary_behind_the_last_joined_branches>
#include <constexplain.hpp>

using namespace constexplain;

struct net : network<input<2>::non_negative, residual<branch<dense<2>, relu>>, relu, dense<1>> {};
constexpr std::array first_weight{1.F, 2.F, 3.F, 4.F};
constexpr std::array last_weight{1.F, 2.F};
constexpr std::array first_bias{0.F, 0.F};
constexpr std::array last_bias{0.F};
constexpr std::array image{1.F, 2.F};
auto const bound = make_model<net>(first_weight, first_bias, last_weight, last_bias);
std::array<size_t, 1> const neurons{0};

#ifndef TWIN
auto const some_roots = roots<root::segment, 4, 0>(bound, image, neurons);
#else
auto const some_roots = roots<root::segment, 4>(bound, image, neurons);
#endif
