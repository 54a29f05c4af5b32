// Classes given one by one are one for each sample.
// expect: TARGET_MISUSED<of_type<int, elements<7>>, needs::one_class_for_each_of_the_samples<8>, cure::pass_an_array_or_a_span_of_static_extent>
#include <constexplain.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};
struct why : rules<on<last, epsilon<>>> {};
using images_type = std::array<tensor<float, 1, 28, 28>, 8>;

#ifndef TWIN
auto explain(model<digits> const& net, images_type const& images, std::array<int, 7> const& classes) {
    return net.explain_batch<why>(images, classes);
}
#else
auto explain(model<digits> const& net, images_type const& images, std::array<int, 8> const& classes) {
    return net.explain_batch<why>(images, classes);
}
#endif
