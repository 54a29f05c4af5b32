// A mistake in a constant expression is still one error.
// expect: INPUT_MISMATCH<of_type<float, given<4>>, of_type<double, elements<4>>, cure::pass_a_tensor_of_the_networks_shape_and_scalar>
#include <constexplain.hpp>

using namespace constexplain;

struct tiny : network<input<4>, dense<2>> {};
constexpr auto net = make_model<tiny>(std::array<float, 8>{1, 2, 3, 4, 5, 6, 7, 8}, std::array<float, 2>{1, 2});

#ifndef TWIN
constexpr auto scores = net.predict(std::array{1.0, 2.0, 3.0, 4.0});
static_assert(scores.status == status::ok);
#else
constexpr auto scores = net.predict(std::array{1.0F, 2.0F, 3.0F, 4.0F});
static_assert(scores.status == status::ok);
#endif
