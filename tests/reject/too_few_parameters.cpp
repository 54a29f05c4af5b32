// Each of the two linear layers has a weight and a bias.
// expect: PARAMETER_MISMATCH<tiny, .*arrays<4>, .*arrays<2>, cure::pass_the_arrays_in_the_order_of_the_layers_weight_before_bias>
#include <constexplain.hpp>

using namespace constexplain;

struct tiny : network<input<4>, dense<3>, relu, dense<2>> {};
constexpr std::array<float, 12> w0{};
constexpr std::array<float, 3> b0{};
constexpr std::array<float, 6> w2{};
constexpr std::array<float, 2> b2{};

#ifndef TWIN
constexpr auto net = make_model<tiny>(w0, b0);
static_assert(net.predict(std::array<float, 4>{}).status == status::ok);
#else
constexpr auto net = make_model<tiny>(w0, b0, w2, b2);
static_assert(net.predict(std::array<float, 4>{}).status == status::ok);
#endif
