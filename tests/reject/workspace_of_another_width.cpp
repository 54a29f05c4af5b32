// The buffers of a batch are those of its width.
// expect: WORKSPACE_MISMATCH<batch_workspace<digits, 8.*>, batch_workspace<digits, 32.*>, cure::pass_the_batch_workspace_that_is_needed>
#include <constexplain.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};
struct why : rules<on<last, epsilon<>>> {};
using images_type = std::array<tensor<float, 1, 28, 28>, 8>;

#ifndef TWIN
auto explain(model<digits> const& net, images_type const& images, batch_workspace<digits, 32, why>& buffers) {
    return net.explain_batch<why>(images, buffers);
}
#else
auto explain(model<digits> const& net, images_type const& images, batch_workspace<digits, 8, why>& buffers) {
    return net.explain_batch<why>(images, buffers);
}
#endif
