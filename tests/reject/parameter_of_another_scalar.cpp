// Parameters have the model's scalar type.
// expect: PARAMETER_MISMATCH<.*bias_of<layer<0, dense<3>>>, of_type<float, given<3>>, of_type<double, elements<3>>, cure::pass_elements_of_the_models_scalar_or_choose_it_as_in_make_model_network_double>
#include <constexplain.hpp>

using namespace constexplain;

struct tiny : network<input<4>, dense<3>, relu, dense<2>> {};
constexpr std::array<float, 12> w0{};
constexpr std::array<float, 3> b0{};
constexpr std::array<float, 6> w2{};
constexpr std::array<float, 2> b2{};

#ifndef TWIN
constexpr auto net = make_model<tiny>(w0, std::array{0.0, 0.0, 0.0}, w2, b2);
static_assert(net.predict(std::array<float, 4>{}).status == status::ok);
#else
constexpr auto net = make_model<tiny>(w0, b0, w2, b2);
static_assert(net.predict(std::array<float, 4>{}).status == status::ok);
#endif
