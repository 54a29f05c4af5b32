// Both classes of a difference must exist.
// expect: CLASS_OUT_OF_RANGE<asked_for<12>, needs::a_class_below<10>, cure::count_classes_from_0>
#include <constexplain.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};
struct why : rules<on<last, epsilon<>>> {};
using image_type = tensor<float, 1, 28, 28>;

#ifndef TWIN
auto explain(model<digits> const& net, image_type const& image) { return net.explain<why>(image, difference<3, 12>); }
#else
auto explain(model<digits> const& net, image_type const& image) { return net.explain<why>(image, difference<3, 2>); }
#endif
