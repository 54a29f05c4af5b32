// One pixel too few.
// expect: INPUT_MISMATCH<of_type<float, given<1, 28, 28>>, of_type<float, elements<783>>, cure::pass_a_tensor_of_the_networks_shape_and_scalar>
#include <constexplain.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};

#ifndef TWIN
auto predict(model<digits> const& net, std::array<float, 783> const& image) { return net.predict(image); }
#else
auto predict(model<digits> const& net, std::array<float, 784> const& image) { return net.predict(image); }
#endif
