// A trained convolutional network. Its maps in double are compared from its ONNX file (tests/zoo).

#include "zoo_folder.hpp"

namespace {

using namespace constexplain;

struct mnist_cntk8 : network<input<1, 28, 28>::within<0, 255>, named<"conv2d_0", conv2d<8, kernel<5>, padding<2>>>,
                             relu, max_pool<2>, named<"conv2d_1", conv2d<16, kernel<5>, padding<2>>>, relu,
                             max_pool<3>, flatten, named<"dense_0", dense<10>>> {};

}  // namespace

TEST_CASE("zoo: mnist_cntk8 gives its stored outputs and maps", "[reference]") {
    NEEDS_SHARED_DATA("zoo/mnist_cntk8");
    zoo::folder("mnist_cntk8").check_outputs<mnist_cntk8>();
    zoo::folder("mnist_cntk8").check_maps<mnist_cntk8, zoo::precisions::in_float>();
}
