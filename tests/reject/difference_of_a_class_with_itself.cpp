// Why three rather than three?
// expect: TARGET_MISUSED<class_difference<3, 3>, needs::two_different_classes, cure::write_the_class_for_and_the_class_against>
#include <constexplain.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};
struct why : rules<on<last, epsilon<>>> {};
using image_type = tensor<float, 1, 28, 28>;

#ifndef TWIN
auto explain(model<digits> const& net, image_type const& image) { return net.explain<why>(image, difference<3, 3>); }
#else
auto explain(model<digits> const& net, image_type const& image) { return net.explain<why>(image, difference<3, 5>); }
#endif
