// Predictions have no target.
// expect: OPTION_NOT_KNOWN<.*class_constant<3.*>, needs::a_batch_workspace_or_answers, cure::remove_it_or_write_it_for_explain_batch>
#include <constexplain.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};
struct why : rules<on<last, epsilon<>>> {};
using images_type = std::array<tensor<float, 1, 28, 28>, 8>;

#ifndef TWIN
auto scores_of(model<digits> const& net, images_type const& images) { return net.predict_batch(images, class_<3>); }
#else
auto scores_of(model<digits> const& net, images_type const& images) {
    return net.explain_batch<why>(images, class_<3>);
}
#endif
