// An xtensor has a full shape, which must be the network's.
// expect: INPUT_MISMATCH<of_type<float, given<1, 28, 28>>, of_type<float, given<28, 28>>, cure::pass_a_tensor_of_the_networks_shape_and_scalar>
#include <constexplain.hpp>
#include <constexplain/interop/xtensor.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};

#ifndef TWIN
auto predict(model<digits> const& net, xt::xtensor_fixed<float, xt::xshape<28, 28>> const& image) {
    return net.predict(image);
}
#else
auto predict(model<digits> const& net, xt::xtensor_fixed<float, xt::xshape<1, 28, 28>> const& image) {
    return net.predict(image);
}
#endif
