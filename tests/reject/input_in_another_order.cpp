// Channels come first: 28x28x1 is not 1x28x28, though both have 784 elements.
// expect: INPUT_MISMATCH<of_type<float, given<1, 28, 28>>, of_type<float, given<28, 28, 1>>, cure::pass_a_tensor_of_the_networks_shape_and_scalar>
#include <constexplain.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};

#ifndef TWIN
auto predict(model<digits> const& net, tensor<float, 28, 28, 1> const& image) { return net.predict(image); }
#else
auto predict(model<digits> const& net, tensor<float, 1, 28, 28> const& image) { return net.predict(image); }
#endif
