// The worst case is sought over a box or a ball.
// expect: RULE_MISUSED<root::worst_case<int>, needs::a_domain_to_search, cure::write_box_low_high_or_l2_ball_or_linf_ball>
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
auto const some_roots = roots<root::worst_case<int>, 0>(bound, image, neurons);
#else
auto const some_roots = roots<root::worst_case<l2_ball<2>>, 0>(bound, image, neurons);
#endif
