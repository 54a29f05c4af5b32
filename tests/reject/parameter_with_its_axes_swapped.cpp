// A tensor has a full shape: weights are stored [out][in].
// expect: PARAMETER_MISMATCH<.*weight_of<layer<0, dense<3>>>, of_type<float, given<3, 4>>, of_type<float, given<4, 3>>
#include <constexplain.hpp>

using namespace constexplain;

struct tiny : network<input<4>, dense<3>> {};

#ifndef TWIN
constexpr tensor<float, 4, 3> weight{};
inline constexpr auto net = make_model<tiny>(weight, std::array<float, 3>{});
#else
constexpr tensor<float, 3, 4> weight{};
inline constexpr auto net = make_model<tiny>(weight, std::array<float, 3>{});
#endif
