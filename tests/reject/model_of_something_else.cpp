// A model is of a network, not of a layer.
// expect: NOT_A_NETWORK<dense<10>, cure::derive_a_struct_from_network_and_give_its_name>
#include <constexplain.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};

#ifndef TWIN
auto predict(model<dense<10>> const& net, std::array<float, 784> const& image) { return net.predict(image).status; }
#else
auto predict(model<digits> const& net, std::array<float, 784> const& image) { return net.predict(image).status; }
#endif
