// Pooling needs channels, height and width; this input was declared as a vector.
// expect: SHAPE_MISMATCH<layer<0, max_pool<(constexplain::)?extent_2d\{2, 2\}>>, needs::channels_height_width, given<784>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct digits : network<input<784>, max_pool<2>, flatten, dense<10>> {};
#else
struct digits : network<input<1, 28, 28>, max_pool<2>, flatten, dense<10>> {};
#endif
