// An explanation has one target.
// expect: OPTION_GIVEN_TWICE<needs::at_most_one_target_one_keep_and_one_workspace, cure::remove_one_or_write_one_keep_of_all_boundaries>
#include <constexplain.hpp>

using namespace constexplain;

struct net : network<input<4>::non_negative, dense<3>> {};
struct why : rules<on<dense_layers, epsilon<>>> {};

auto explain(model<net> const& bound, input_tensor<net> const& values) {
#ifndef TWIN
    return bound.explain<why>(values, class_<0>, class_<2>);
#else
    return bound.explain<why>(values, class_<0>);
#endif
}
