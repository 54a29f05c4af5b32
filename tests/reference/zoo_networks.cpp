// Trained dense networks.

#include "zoo_folder.hpp"

namespace {

using namespace constexplain;

struct sine_mlp : network<input<1>, named<"dense_0", dense<16>>, relu, named<"dense_1", dense<16>>, relu,
                          named<"dense_2", dense<1>>> {};
struct mnist_mlp_relu
    : network<input<784>::within<0, 1>, named<"dense_0", dense<25>>, relu, named<"dense_1", dense<25>>, relu,
              named<"dense_2", dense<25>>, relu, named<"dense_3", dense<25>>, relu, named<"dense_4", dense<10>>> {};
struct mnist_mlp_sigmoid : network<input<784>::within<0, 1>, named<"dense_0", dense<50>>, sigmoid,
                                   named<"dense_1", dense<100>>, sigmoid, named<"dense_2", dense<10>>, softmax> {};

}  // namespace

TEST_CASE("zoo: sine_mlp gives its stored outputs", "[reference]") {
    NEEDS_SHARED_DATA("zoo/sine_mlp");
    zoo::folder("sine_mlp").check_outputs<sine_mlp>();
}

TEST_CASE("zoo: mnist_mlp_sigmoid gives its stored outputs", "[reference]") {
    NEEDS_SHARED_DATA("zoo/mnist_mlp_sigmoid");
    zoo::folder("mnist_mlp_sigmoid").check_outputs<mnist_mlp_sigmoid>();
}

TEST_CASE("zoo: mnist_mlp_relu gives its stored outputs and maps", "[reference]") {
    NEEDS_SHARED_DATA("zoo/mnist_mlp_relu");
    zoo::folder("mnist_mlp_relu").check_outputs<mnist_mlp_relu>();
    zoo::folder("mnist_mlp_relu").check_maps<mnist_mlp_relu>();
}
