// One target for all samples, or one for each: not both.
// expect: OPTION_GIVEN_TWICE<needs::each_option_at_most_once, cure::remove_one_or_write_one_keep_of_all_boundaries>
#include <constexplain.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};
struct why : rules<on<last, epsilon<>>> {};
using images_type = std::array<tensor<float, 1, 28, 28>, 2>;

#ifndef TWIN
auto explain(model<digits> const& net, images_type const& images) {
    return net.explain_batch<why>(images, class_<3>, std::array{1, 2});
}
#else
auto explain(model<digits> const& net, images_type const& images) {
    return net.explain_batch<why>(images, std::array{1, 2});
}
#endif
