// Only a network has parameters.
// expect: NOT_A_NETWORK<relu, cure::derive_a_struct_from_network_and_give_its_name>
#include <constexplain.hpp>

using namespace constexplain;

struct tiny : network<input<4>, dense<3>> {};
constexpr std::array<float, 12> weight{};
constexpr std::array<float, 3> bias{};

#ifndef TWIN
inline constexpr auto net = make_model<relu>(weight, bias);
#else
inline constexpr auto net = make_model<tiny>(weight, bias);
#endif
