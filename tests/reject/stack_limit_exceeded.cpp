// Buffers of megabytes do not belong on the stack: the caller owns them.
// expect: STACK_LIMIT_EXCEEDED<.*bytes_of_buffers<\d+>, .*bytes_of_buffers<524288>, cure::pass_a_workspace>
#include <constexplain.hpp>

using namespace constexplain;

struct large : network<input<3, 224, 224>, conv2d<8, kernel<3>, same>, relu, global_avg_pool, flatten, dense<10>> {};
using image_type = tensor<float, 3, 224, 224>;

#ifndef TWIN
auto predict(model<large> const& net, image_type const& image) { return net.predict(image); }
#else
auto predict(model<large> const& net, image_type const& image) {
    static workspace<large> buffers;
    return net.predict(image, buffers);
}
#endif
