// Everything that follows from a mistake stays quiet: assertions about shapes and costs, rules, buffers,
// predictions and explanations.
// expect: SHAPE_MISMATCH<layer<6, dense<100>>, needs::a_vector, given<25, 4, 4>, cure::put_flatten_before_it>
#include <constexplain.hpp>

using namespace constexplain;

#ifndef TWIN
struct lenet : network<input<1, 28, 28>::within<0, 1>,  //
                       conv2d<10, kernel<5>>, relu, max_pool<2>, conv2d<25, kernel<5>>, relu, max_pool<2>, dense<100>,
                       relu, dense<10>> {};
static_assert(lenet::output == shape{10} && lenet::output.count() == 10);
static_assert(lenet::cost.macs < 700'000 && lenet::cost.parameters == 47'645);
static_assert(lenet::shapes[4] == shape{25, 8, 8});
struct lenet_rules : rules<on<first, z_box>, on<convolutions, z_plus>, on<dense_layers, epsilon<1e-6>>> {};
static_assert(admissible<lenet, lenet_rules>);

float answer(model<lenet> const& net, tensor<float, 1, 28, 28> const& image) {
    static workspace<lenet, lenet_rules> buffers;
    auto const scores = net.predict(image);
    auto const explanation = net.explain<lenet_rules>(image, class_<3>, buffers);
    auto const kept = net.explain<lenet_rules>(image, keep<4>);
    return scores[3] + explanation.relevance(0, 13, 13) + kept.relevance_at<4>()[7];
}
#else
struct lenet : network<input<1, 28, 28>::within<0, 1>,  //
                       conv2d<10, kernel<5>>, relu, max_pool<2>, conv2d<25, kernel<5>>, relu, max_pool<2>, flatten,
                       dense<100>, relu, dense<10>> {};
static_assert(lenet::output == shape{10} && lenet::output.count() == 10);
static_assert(lenet::cost.macs < 700'000 && lenet::cost.parameters == 47'645);
static_assert(lenet::shapes[4] == shape{25, 8, 8});
struct lenet_rules : rules<on<first, z_box>, on<convolutions, z_plus>, on<dense_layers, epsilon<1e-6>>> {};
static_assert(admissible<lenet, lenet_rules>);

float answer(model<lenet> const& net, tensor<float, 1, 28, 28> const& image) {
    static workspace<lenet, lenet_rules> buffers;
    auto const scores = net.predict(image);
    auto const explanation = net.explain<lenet_rules>(image, class_<3>, buffers);
    auto const kept = net.explain<lenet_rules>(image, keep<4>);
    return scores[3] + explanation.relevance(0, 13, 13) + kept.relevance_at<4>()[7];
}
#endif
