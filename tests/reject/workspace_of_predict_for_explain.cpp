// Explaining needs more buffers than predicting: the workspace names its rules.
// expect: WORKSPACE_MISMATCH<workspace<digits, why.*>, workspace<digits.*>, cure::pass_workspace_of_this_network_and_these_rules_and_this_scalar>
#include <constexplain.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};
struct why : rules<on<last, epsilon<>>> {};
using image_type = tensor<float, 1, 28, 28>;

#ifndef TWIN
auto explain(model<digits> const& net, image_type const& image, workspace<digits>& buffers) {
    return net.explain<why>(image, buffers);
}
#else
auto explain(model<digits> const& net, image_type const& image, workspace<digits, why>& buffers) {
    return net.explain<why>(image, buffers);
}
#endif
