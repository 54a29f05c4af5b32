// Other extents for the same elements: their product is the number of elements.
// expect: SHAPE_MISMATCH<layer<0, reshape<.*>>, needs::number_of_elements<24>, given<2, 3, 5>, cure::write_extents_whose_product_is_the_number_of_elements>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<2, 3, 5>, reshape<4, 3, 2>> {};
#else
struct net : network<input<2, 3, 5>, reshape<5, 3, 2>> {};
#endif
