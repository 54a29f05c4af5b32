// An explanation keeps every layer's values, so it meets the limit sooner.
// expect: STACK_LIMIT_EXCEEDED<.*bytes_of_buffers<\d+>, .*bytes_of_buffers<524288>, cure::pass_a_workspace>
#include <constexplain.hpp>

using namespace constexplain;

struct large : network<input<3, 96, 96>, conv2d<8, kernel<3>, same>, relu, global_avg_pool, flatten, dense<10>> {};
struct why : rules<on<linear_layers, epsilon<>>> {};
using image_type = tensor<float, 3, 96, 96>;

#ifndef TWIN
auto explain(model<large> const& net, image_type const& image) { return net.explain<why>(image); }
#else
auto explain(model<large> const& net, image_type const& image) {
    static workspace<large, why> buffers;
    return net.explain<why>(image, buffers);
}
#endif
