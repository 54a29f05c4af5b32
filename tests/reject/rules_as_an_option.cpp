// Rules are a template argument, not an option.
// expect: OPTION_NOT_KNOWN<why, needs::a_target_or_keep_or_a_workspace
#include <constexplain.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};
struct why : rules<on<last, epsilon<>>> {};
using image_type = tensor<float, 1, 28, 28>;

#ifndef TWIN
auto explain(model<digits> const& net, image_type const& image) { return net.explain<why>(image, why{}, class_<3>); }
#else
auto explain(model<digits> const& net, image_type const& image) { return net.explain<why>(image, class_<3>); }
#endif
