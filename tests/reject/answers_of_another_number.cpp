// A caller's answers are one for each sample.
// expect: ANSWERS_MISMATCH<of_type<prediction<digits.*>, elements<8>>, of_type<prediction<digits.*>, elements<7>>, cure::pass_one_answer_for_each_sample>
#include <constexplain.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};
using images_type = std::array<tensor<float, 1, 28, 28>, 8>;

#ifndef TWIN
void predict(model<digits> const& net, images_type const& images, std::array<prediction<digits>, 7>& scores) {
    net.predict_batch(images, scores);
}
#else
void predict(model<digits> const& net, images_type const& images, std::array<prediction<digits>, 8>& scores) {
    net.predict_batch(images, scores);
}
#endif
