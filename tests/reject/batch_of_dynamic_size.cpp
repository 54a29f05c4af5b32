// The width of a batch is known when the program is compiled; predict_all takes whole data sets.
// expect: INPUT_MISMATCH<samples_of<of_type<float, given<1, 28, 28>>>, range_of_dynamic_size, cure::pass_an_array_or_a_span_of_static_extent>
#include <constexplain.hpp>

#include <vector>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};
using images_type = std::vector<input_tensor<digits>>;

#ifndef TWIN
auto predict(model<digits> const& net, images_type const& images) { return net.predict_batch(images); }
#else
auto predict(model<digits> const& net, images_type const& images) {
    return net.predict_batch(std::span<input_tensor<digits> const, 8>(images));
}
#endif
