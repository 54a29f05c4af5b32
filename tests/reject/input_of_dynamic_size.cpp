// The size of a vector is known only at run time: view_as checks it there.
// expect: INPUT_MISMATCH<of_type<float, given<1, 28, 28>>, range_of_dynamic_size, cure::use_view_as_for_a_range_of_dynamic_size>
#include <constexplain.hpp>

#include <vector>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};

#ifndef TWIN
auto predict(model<digits> const& net, std::vector<float> const& image) { return net.predict(image); }
#else
auto predict(model<digits> const& net, std::vector<float> const& image) {
    return net.predict(view_as<digits>(image));
}
#endif
