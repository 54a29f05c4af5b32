// The same check where an explanation is asked for.
// expect: INPUT_MISMATCH<of_type<float, given<1, 28, 28>>, of_type<float, given<28, 28, 1>>
#include <constexplain.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};
struct why : rules<on<last, epsilon<>>> {};

#ifndef TWIN
auto predict(model<digits> const& net, tensor<float, 28, 28, 1> const& image) { return net.explain<why>(image); }
#else
auto predict(model<digits> const& net, tensor<float, 1, 28, 28> const& image) { return net.explain<why>(image); }
#endif
