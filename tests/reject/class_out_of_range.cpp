// Ten classes are counted from 0 to 9.
// expect: CLASS_OUT_OF_RANGE<asked_for<10>, needs::a_class_below<10>, cure::count_classes_from_0>
#include <constexplain.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};
struct why : rules<on<last, epsilon<>>> {};
using image_type = tensor<float, 1, 28, 28>;

#ifndef TWIN
auto explain(model<digits> const& net, image_type const& image) { return net.explain<why>(image, class_<10>); }
#else
auto explain(model<digits> const& net, image_type const& image) { return net.explain<why>(image, class_<9>); }
#endif
