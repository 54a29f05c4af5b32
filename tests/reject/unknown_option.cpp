// A text is no option of explain.
// expect: OPTION_NOT_KNOWN<char ?\[6\], needs::a_target_or_keep_or_a_workspace, cure::remove_it_or_write_a_target_such_as_class_3>
#include <constexplain.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};
struct why : rules<on<last, epsilon<>>> {};
using image_type = tensor<float, 1, 28, 28>;

#ifndef TWIN
auto explain(model<digits> const& net, image_type const& image) { return net.explain<why>(image, "three"); }
#else
auto explain(model<digits> const& net, image_type const& image) { return net.explain<why>(image, class_<3>); }
#endif
