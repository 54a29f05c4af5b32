// The mistake is the network's; asking for its roots is not a second one.
// expect: SHAPE_MISMATCH<layer<0, dense<4>>, needs::a_vector, given<1, 4, 4>, cure::put_flatten_before_it>
#include <constexplain.hpp>

using namespace constexplain;

constexpr std::array<float, 64> weight{};
constexpr std::array<float, 4> bias{};
constexpr tensor<float, 1, 4, 4> image{};

#ifndef TWIN
struct net : network<input<1, 4, 4>, dense<4>> {};
auto const some_roots = roots<root::nearest, 0>(make_model<net>(weight, bias), image, std::array{0});
#else
struct net : network<input<1, 4, 4>, flatten, dense<4>> {};
auto const some_roots = roots<root::nearest, 1>(make_model<net>(weight, bias), image, std::array{0});
#endif
