// Start relevance is given for each logit.
// expect: START_MISMATCH<of_type<float, given<10>>, of_type<float, elements<9>>, cure::pass_a_vector_of_one_element_for_each_logit>
#include <constexplain.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};
struct why : rules<on<last, epsilon<>>> {};
using image_type = tensor<float, 1, 28, 28>;

#ifndef TWIN
auto explain(model<digits> const& net, image_type const& image, std::array<float, 9> const& start) {
    return net.explain<why>(image, start_vector(start));
}
#else
auto explain(model<digits> const& net, image_type const& image, std::array<float, 10> const& start) {
    return net.explain<why>(image, start_vector(start));
}
#endif
