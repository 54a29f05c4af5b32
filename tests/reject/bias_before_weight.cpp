// The weight comes before the bias.
// expect: PARAMETER_MISMATCH<.*weight_of<layer<0, dense<3>>>, of_type<float, given<3, 4>>, of_type<float, elements<3>>, cure::pass_the_arrays_in_the_order_of_the_layers_weight_before_bias>
#include <constexplain.hpp>

using namespace constexplain;

struct tiny : network<input<4>, dense<3>, relu, dense<2>> {};
constexpr std::array<float, 12> w0{};
constexpr std::array<float, 3> b0{};
constexpr std::array<float, 6> w2{};
constexpr std::array<float, 2> b2{};

#ifndef TWIN
constexpr auto net = make_model<tiny>(b0, w0, b2, w2);
static_assert(net.predict(std::array<float, 4>{}).status == status::ok);
#else
constexpr auto net = make_model<tiny>(w0, b0, w2, b2);
static_assert(net.predict(std::array<float, 4>{}).status == status::ok);
#endif
