// Shapes, their order in memory, and the shapes that layers give.
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>
#include <constexplain/tensor/tensor.hpp>

#include <type_traits>

using namespace constexplain;

namespace {

static_assert(shape{10}.count() == 10 && shape{1, 28, 28}.count() == 784 && shape{}.count() == 0);
static_assert(shape{3, 4, 5}.channels() == 3 && shape{3, 4, 5}.height() == 4 && shape{3, 4, 5}.width() == 5);
static_assert(shape{10}.channels() == 10 && shape{10}.height() == 1 && shape{10}.width() == 1);
static_assert(shape{1, 28, 28} != shape{28, 28, 1} && shape{784} != shape{1, 28, 28});

// An unknown shape equals every other, from both sides.
constexpr shape unknown = detail::unknown_shape();
static_assert(unknown == shape{10} && shape{1, 28, 28} == unknown && unknown == unknown);

// A network with a mistake has an output and costs that equal anything, and numbers that pass every comparison.
constexpr detail::unknown_output output{};
static_assert(output == shape{10} && output.count() == 10 && output[1] == 28 && 7 == output.channels());
constexpr detail::unknown_cost cost{};
static_assert(cost.macs < 10 && cost.macs > 10 && cost.macs == 47'645 && cost.parameters != 0 &&
              5 <= cost.parameters);

struct lenet : network<input<1, 28, 28>, conv2d<10, kernel<5>>, relu, max_pool<2>,  //
                       conv2d<25, kernel<5>>, relu, max_pool<2>,                    //
                       flatten, dense<100>, relu, dense<10>> {};
static_assert(lenet::depth == 10 && lenet::logits == 10);
static_assert(lenet::input == shape{1, 28, 28} && lenet::output == shape{10});
static_assert(lenet::shapes[1] == shape{10, 24, 24} && lenet::shapes[2] == shape{10, 24, 24});
static_assert(lenet::shapes[3] == shape{10, 12, 12} && lenet::shapes[4] == shape{25, 8, 8});
static_assert(lenet::shapes[6] == shape{25, 4, 4} && lenet::shapes[7] == shape{400} &&
              lenet::shapes[8] == shape{100});

// Explanations start before a final softmax, and only before a final one.
struct with_softmax : network<input<4>, dense<3>, softmax> {};
struct softmax_inside : network<input<4>, dense<3>, softmax, dense<2>> {};
static_assert(with_softmax::depth == 2 && with_softmax::logits == 1 && softmax_inside::logits == 3);

// Users count channel by channel, memory pixel by pixel; a flattened image keeps its pixels' order.
static_assert(lenet::boundaries[3].order == memory_order{10, 144});
static_assert(lenet::boundaries[7].order == memory_order{25, 16} &&
              lenet::boundaries[8].order == memory_order{100, 1});
static_assert(lenet::boundaries[0].order.is_users_order() && !lenet::boundaries[7].order.is_users_order());
static_assert(memory_order{25, 16}.place_of(0) == 0 && memory_order{25, 16}.place_of(1) == 25);
static_assert(memory_order{25, 16}.place_of(16) == 1 && memory_order{25, 16}.place_of(399) == 399);

// Weights as files store them.
static_assert(conv2d<25, kernel<5>>::parameter_arrays(shape{10, 12, 12})[0].extents == shape{25, 10, 5, 5});
static_assert(conv2d<8, kernel<3, 1>, groups<4>>::parameter_arrays(shape{4, 9, 9})[0].extents == shape{8, 1, 3, 1});
static_assert(dense<100>::parameter_arrays(shape{400})[0].extents == shape{100, 400});

// Shapes of the other layers.
static_assert(global_avg_pool::out(shape{7, 5, 3}) == shape{7, 1, 1});
static_assert(flatten::out(shape{7, 5, 3}) == shape{105} && flatten::out(shape{9}) == shape{9});
static_assert(relu::out(shape{7, 5, 3}) == shape{7, 5, 3} && softmax::out(shape{9}) == shape{9});
static_assert(max_pool<extent_2d{2, 3}>::out(shape{4, 8, 9}) == shape{4, 4, 3});

// Tensors at the boundaries.
static_assert(std::is_same_v<input_tensor<lenet>, tensor<float, 1, 28, 28>>);
static_assert(std::is_same_v<output_tensor<lenet, double>, tensor<double, 10>>);
static_assert(std::is_same_v<tensor_at<lenet, 3>, tensor<float, 10, 12, 12>>);

}  // namespace
