// Predicting takes the workspace of the network alone.
// expect: WORKSPACE_MISMATCH<workspace<digits.*>, workspace<digits, why.*>, cure::pass_a_workspace_of_the_network_alone_and_the_models_scalar>
#include <constexplain.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};
struct why : rules<on<last, epsilon<>>> {};
using image_type = tensor<float, 1, 28, 28>;

#ifndef TWIN
auto predict(model<digits> const& net, image_type const& image, workspace<digits, why>& buffers) {
    return net.predict(image, buffers);
}
#else
auto predict(model<digits> const& net, image_type const& image, workspace<digits>& buffers) {
    return net.predict(image, buffers);
}
#endif
