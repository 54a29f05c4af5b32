// The message shows the layer, not the name around it.
// expect: SHAPE_MISMATCH<layer<2, dense<10>>, needs::a_vector, given<8, 24, 24>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<1, 28, 28>, named<"stem", conv2d<8, kernel<5>>>, relu, named<"head", dense<10>>> {};
#else
struct net : network<input<1, 28, 28>, named<"stem", conv2d<8, kernel<5>>>, relu, flatten, named<"head", dense<10>>> {
};
#endif
