// A pooling window that does not fit into what is left of the image.
// expect: SHAPE_MISMATCH<layer<1, avg_pool<.*needs::height_and_width_of_at_least<7, 7>, given<8, 6, 6>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<1, 8, 8>, conv2d<8, kernel<3>>, avg_pool<7>> {};
#else
struct net : network<input<1, 8, 8>, conv2d<8, kernel<3>>, avg_pool<6>> {};
#endif
