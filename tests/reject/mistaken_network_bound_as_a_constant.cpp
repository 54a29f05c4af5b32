// Binding and running a network with a mistake in constant expressions adds no second error.
// expect: SHAPE_MISMATCH<layer<0, conv2d<4,
#include <constexplain.hpp>

using namespace constexplain;

#ifndef TWIN
struct tiny : network<input<4>, conv2d<4, kernel<1>>, dense<3>> {};
constexpr std::array<float, 12> weight{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
constexpr std::array<float, 3> bias{1, 2, 3};
constexpr auto net = make_model<tiny>(weight, bias);
static_assert(net.predict(std::array<float, 4>{1, 2, 3, 4}).status == status::ok);
struct why : rules<on<all_layers, epsilon<>>> {};
static_assert(net.explain<why>(std::array<float, 4>{1, 2, 3, 4}, class_<2>).status == status::ok);
#else
struct tiny : network<input<4>, dense<3>> {};
constexpr std::array<float, 12> weight{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
constexpr std::array<float, 3> bias{1, 2, 3};
constexpr auto net = make_model<tiny>(weight, bias);
static_assert(net.predict(std::array<float, 4>{1, 2, 3, 4}).status == status::ok);
struct why : rules<on<all_layers, epsilon<>>> {};
static_assert(net.explain<why>(std::array<float, 4>{1, 2, 3, 4}, class_<2>).status == status::ok);
#endif
