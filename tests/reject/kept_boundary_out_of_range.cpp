// This network has two layers and thus the boundaries 0, 1 and 2.
// expect: BOUNDARY_OUT_OF_RANGE<asked_for<99>, needs::a_boundary_from_0_to<2>, cure::count_boundaries_from_the_input_as_0>
#include <constexplain.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};
struct why : rules<on<last, epsilon<>>> {};
using image_type = tensor<float, 1, 28, 28>;

#ifndef TWIN
auto explain(model<digits> const& net, image_type const& image) {
    return net.explain<why>(image, keep<0, 99>).relevance_at<0>();
}
#else
auto explain(model<digits> const& net, image_type const& image) {
    return net.explain<why>(image, keep<0, 2>).relevance_at<0>();
}
#endif
