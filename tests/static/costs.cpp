// Costs, against numbers computed by hand.
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

namespace {

struct lenet : network<input<1, 28, 28>, conv2d<10, kernel<5>>, relu, max_pool<2>,  //
                       conv2d<25, kernel<5>>, relu, max_pool<2>,                    //
                       flatten, dense<100>, relu, dense<10>> {};

//                                  output elements * (inputs each)
static_assert(lenet::cost.macs == 24 * 24 * 10 * 25 + 8 * 8 * 25 * 250 + 100 * 400 + 10 * 100);
static_assert(lenet::cost.macs == 585'000);
static_assert(lenet::cost.parameters == (10 * 25 + 10) + (25 * 250 + 25) + (100 * 400 + 100) + (10 * 100 + 10));
static_assert(lenet::cost.parameters == 47'645 && lenet::cost.parameter_bytes == 190'580);
// The largest pair of neighbours, the first pooling's, where a rectifier works in place.
static_assert(lenet::cost.workspace_bytes == 4 * (5'760 + 1'440));
// Every boundary but the input (a flattened one is the one before), the largest pair of neighbours of relevance, which
// passes rectifiers in place, and quotients of two parts.
static_assert(lenet::cost.explain_workspace_bytes ==
              4 * (5'760 + 5'760 + 1'440 + 1'600 + 1'600 + 400 + 100 + 100 + 10 + (5'760 + 1'440) + 2 * 5'760));

// Groups divide the work, a missing bias the parameters.
struct grouped : network<input<8, 6, 6>, conv2d<16, kernel<3>, groups<4>, without_bias>> {};
static_assert(grouped::cost.macs == 16 * 4 * 4 * 2 * 9 && grouped::cost.parameters == 16 * 2 * 9);
struct depthwise : network<input<8, 6, 6>, conv2d<8, kernel<3>, same, groups<8>>, conv2d<4, kernel<1>>> {};
static_assert(depthwise::cost.macs == 8 * 36 * 9 + 4 * 36 * 8 && depthwise::cost.parameters == 8 * 9 + 8 + 4 * 8 + 4);
struct vector : network<input<16>, dense<8, without_bias>, relu, dense<4>> {};
static_assert(vector::cost.macs == 16 * 8 + 8 * 4 && vector::cost.parameters == 16 * 8 + 8 * 4 + 4);

// Layers without parameters cost none.
struct pools : network<input<4, 8, 8>, max_pool<2>, avg_pool<2>, sum_pool<2>, global_avg_pool, flatten, softmax> {};
static_assert(pools::cost.macs == 0 && pools::cost.parameters == 0 && pools::cost.parameter_bytes == 0);
static_assert(pools::cost.workspace_bytes == 4 * (256 + 64));  // the input is put in order first

// Dilation and padding change the output, not the number of weights.
struct dilated : network<input<2, 9, 9>, conv2d<3, kernel<3>, dilation<2>>> {};
static_assert(dilated::output == shape{3, 5, 5} && dilated::cost.macs == 3 * 25 * 18);

}  // namespace
