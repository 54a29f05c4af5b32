// Every sample of a batch must be an input of the network.
// expect: INPUT_MISMATCH<samples_of<of_type<float, given<1, 28, 28>>>, of_type<.*array<float, 783>, elements<32>>, cure::pass_an_array_or_a_span_of_static_extent>
#include <constexplain.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};

#ifndef TWIN
auto predict(model<digits> const& net, std::array<std::array<float, 783>, 32> const& images) {
    return net.predict_batch(images);
}
#else
auto predict(model<digits> const& net, std::array<std::array<float, 784>, 32> const& images) {
    return net.predict_batch(images);
}
#endif
