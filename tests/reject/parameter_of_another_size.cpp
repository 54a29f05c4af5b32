// The weight of layer 2 has 2 x 3 elements.
// expect: PARAMETER_MISMATCH<.*weight_of<layer<2, dense<2>>>, of_type<float, given<2, 3>>, of_type<float, elements<5>>, cure::pass_the_arrays
#include <constexplain.hpp>

using namespace constexplain;

struct tiny : network<input<4>, dense<3>, relu, dense<2>> {};
constexpr std::array<float, 12> w0{};
constexpr std::array<float, 3> b0{};
constexpr std::array<float, 6> w2{};
constexpr std::array<float, 2> b2{};

#ifndef TWIN
constexpr auto net = make_model<tiny>(w0, b0, std::array<float, 5>{}, b2);
static_assert(net.predict(std::array<float, 4>{}).status == status::ok);
#else
constexpr auto net = make_model<tiny>(w0, b0, w2, b2);
static_assert(net.predict(std::array<float, 4>{}).status == status::ok);
#endif
