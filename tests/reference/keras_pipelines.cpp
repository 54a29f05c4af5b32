// Keras's cases of several layers.

#include "keras_vectors.hpp"

namespace {

using namespace constexplain;
using keras::image;

template<std::size_t Width, std::size_t Kernel, class... Options>
using conv = branch<conv2d<Width, kernel<Kernel>, Options...>>;
template<std::size_t Width, std::size_t Kernel, class... Options>
using conv_relu = branch<conv2d<Width, kernel<Kernel>, Options...>, relu>;
/// Kernels for the `Channels` channels before it, then a convolution of kernel 1.
template<std::size_t Channels, std::size_t Width, class... Options>
using separable =
    branch<conv2d<Channels, kernel<3>, groups<Channels>, without_bias, Options...>, conv2d<Width, kernel<1>>>;
using norm = batch_norm<0.001>;

template<class Pool>
constexpr auto pooled_twice =
    image<24, 24, 2, conv_relu<5, 3, stride<2>>, norm, conv_relu<4, 3, same>, norm, conv_relu<3, 3, same>, norm, Pool,
          conv<4, 3>, norm, conv_relu<2, 3, same>, norm, Pool>;

// The first dense layer of pipeline_13 is inactive: its scores do not depend on the input. pipeline_16 pads two sides and
// crops the other two.
keras::table const pipelines{
    {"pipeline_00", image<8, 8, 2, conv_relu<4, 3>, conv_relu<4, 3>, conv_relu<4, 3>>},
    {"pipeline_01", image<17, 17, 2, conv_relu<5, 3, stride<2>, same>, conv<4, 3, same>, conv_relu<2, 3>,
                          conv_relu<3, 5>, conv<2, 3>>},
    {"pipeline_02", image<16, 16, 2, conv_relu<5, 3, stride<2>, same>, conv<4, 3>, conv_relu<2, 1>,
                          conv_relu<3, 5, same>, conv<2, 3, same>, conv_relu<4, 1>, conv<2, 3>>},
    {"pipeline_03", image<8, 8, 2, conv_relu<4, 3>, batch_norm<1e-5>>},
    {"pipeline_04", image<9, 9, 2, conv_relu<5, 3, stride<2>, same>, norm, conv<4, 1>, norm, conv_relu<3, 3, same>,
                          norm, conv_relu<2, 3>, norm>},
    {"pipeline_05", image<8, 8, 2, conv_relu<4, 3>, max_pool<2>>},
    {"pipeline_06", pooled_twice<max_pool<2>>},
    {"pipeline_07", image<8, 8, 2, conv_relu<4, 3>, max_pool<2, stride<1>>>},
    {"pipeline_08", image<8, 8, 2, conv_relu<4, 3, same>, conv_relu<4, 3>, max_pool<2, stride<1>, same>>},
    {"pipeline_09", image<8, 8, 2, conv_relu<4, 3>, avg_pool<2>>},
    {"pipeline_10", pooled_twice<avg_pool<2>>},
    {"pipeline_11", image<8, 8, 2, conv_relu<4, 3>, avg_pool<2, stride<1>>>},
    {"pipeline_12", image<8, 8, 2, conv_relu<4, 3, same>, conv_relu<4, 3>, avg_pool<2, stride<1>, same>>},
    {"pipeline_13", image<7, 7, 1, conv_relu<2, 3>, conv_relu<2, 3>, max_pool<2, stride<1>>, flatten, dense<3>, relu,
                          dense<3>, softmax>},
    {"pipeline_14", image<7, 7, 1, separable<1, 2>, separable<2, 2>>},
    {"pipeline_15", image<7, 7, 1, conv<2, 3>, norm, relu, separable<2, 2, same>, norm>},
    {"pipeline_16", image<10, 10, 2, conv<4, 3, stride<2>, without_bias>, norm, relu, pad<0, 0, 1, 1>,
                          keras::crop<4, 1, 1, 0, 0>, avg_pool<1, stride<2>>>},
};

}  // namespace

TEST_CASE("Keras: pipelines", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/keras");
    pipelines.run("pipelines");
}
