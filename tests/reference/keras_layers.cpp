// Keras's cases of layers over images and vectors, and of merged branches.

#include "keras_vectors.hpp"

namespace {

using namespace constexplain;
using keras::as_stored;
using keras::crop;
using keras::image;
using keras::turned;

template<std::size_t Width, class... Options>
using conv3 = conv2d<Width, kernel<3>, Options...>;
template<std::size_t Width, class... Options>
using turned3 = turned<Width, kernel<3>, Options...>;
/// A kernel for each channel, `Times` times; then a convolution of kernel 1.
template<std::size_t Channels, std::size_t Times, class... Options>
using depthwise3 = conv2d<Channels * Times, kernel<3>, groups<Channels>, without_bias, Options...>;
template<std::size_t Width, class... Options>
using pointwise = conv2d<Width, kernel<1>, Options...>;

keras::table const convolution_cases{
    {"convolutional.Conv2D.0", image<5, 5, 2, conv3<4>>},
    {"convolutional.Conv2D.1", image<5, 5, 2, conv3<4, without_bias>>},
    {"convolutional.Conv2D.2", image<5, 5, 2, conv3<4, stride<2>>, relu>},
    {"convolutional.Conv2D.3", image<7, 7, 3, conv2d<5, kernel<4>, stride<2, 1>>, relu>},
    {"convolutional.Conv2D.4", image<5, 5, 2, conv3<4, same>, relu>},
    {"convolutional.Conv2D.5", image<4, 4, 2, conv3<4, stride<2>, same>, relu>},
    {"convolutional.Conv2D.6", image<6, 3, 1, conv3<4, stride<3, 2>, same>, relu>},
    {"convolutional.Conv2D.7", image<5, 5, 2, conv3<4, dilation<2>>>},
    {"convolutional.Conv2D.8", image<5, 5, 2, conv3<4, dilation<2>, without_bias>>},
    {"convolutional.Conv2D.9", image<7, 7, 2, conv3<4, dilation<3>>, relu>},
    {"convolutional.Conv2D.10", image<4, 8, 3, conv2d<3, kernel<4>, same, dilation<2>>, relu>},
    {"convolutional.Conv2D.11", image<8, 8, 2, conv3<4, same, dilation<4>>, relu>},
    {"convolutional.SeparableConv2D.0", image<5, 5, 2, depthwise3<2, 1>, pointwise<4>>},
    {"convolutional.SeparableConv2D.1", image<5, 5, 2, depthwise3<2, 2>, pointwise<4>, relu>},
    {"convolutional.SeparableConv2D.2", image<5, 5, 4, depthwise3<4, 3>, pointwise<16>, relu>},
    {"convolutional.SeparableConv2D.3", image<5, 5, 2, depthwise3<2, 1, stride<2>>, pointwise<4>, relu>},
    {"convolutional.SeparableConv2D.4", image<5, 5, 2, depthwise3<2, 1, same>, pointwise<4>, relu>},
    {"convolutional.SeparableConv2D.5", image<5, 5, 2, depthwise3<2, 2, same>, pointwise<4, without_bias>, relu>},
    {"convolutional.SeparableConv2D.6", image<5, 5, 2, depthwise3<2, 2, stride<2>, same>, pointwise<4>, relu>},
    {"convolutional.Conv2DTranspose.0", image<4, 4, 2, turned3<4, padding<2>, without_bias>>},
    {"convolutional.Conv2DTranspose.1", image<4, 4, 2, turned3<4, padding<2>>>},
    {"convolutional.Conv2DTranspose.3", image<4, 4, 2, turned3<4, padding<1>>, relu>},
    {"convolutional.Conv2DTranspose.5", image<4, 4, 2, turned<3, kernel<2, 3>, padding<1, 1, 0, 1>>, relu>},
    {"wrappers.TimeDistributed.0",
     as_stored<network<sequence<3, 6>, sequence_to_channels, conv1d<4, kernel<1>>, channels_to_sequence>>},
    {"wrappers.TimeDistributed.1", image<4, 4, 2, conv3<6>>},
};

// What a layer does in training only leaves the dense layer before it.
template<class... Layers>
constexpr auto on_six = as_stored<network<input<6>, Layers...>>;
keras::table const dense_cases{
    {"core.Dense.0", on_six<dense<2>>},
    {"core.Dense.1", on_six<dense<2>, sigmoid>},
    {"core.Dense.2", on_six<dense<2, without_bias>, softplus>},
    {"core.Dense.3", on_six<dense<2>>},
    {"core.Dense.4", on_six<dense<2>, sigmoid>},
    {"core.Dense.5", on_six<dense<2, without_bias>, softplus>},
    {"core.Activation.9", on_six<dense<2>>},
    {"core.Dropout.0", on_six<dense<2>>},
    {"noise.GaussianDropout.0", on_six<dense<2>>},
    {"noise.GaussianNoise.0", on_six<dense<2>>},
};

keras::table const normalisation_cases{
    {"normalization.BatchNormalization.0", as_stored<network<sequence<4, 3>, batch_norm<1e-5>>>},
    {"normalization.BatchNormalization.1", as_stored<network<sequence<4, 3>, batch_norm<0.01>>>},
    {"normalization.BatchNormalization.2", as_stored<network<input<4, 3, 2>, batch_norm<1e-5>>>},
    {"normalization.BatchNormalization.3",
     as_stored<network<input<4, 3, 2>, transpose<1, 0, 2>, batch_norm<1e-5>, transpose<1, 0, 2>>>},
    {"normalization.BatchNormalization.4", image<4, 3, 2, batch_norm<1e-5>>},
    {"normalization.BatchNormalization.5", image<4, 3, 2, batch_norm<1e-5>>},
    {"normalization.BatchNormalization.6", image<4, 3, 2, batch_norm<0.001>>},
};

// A global pool in three dimensions is one over the first two, seen as one, and the third.
keras::table const pool_cases{
    {"pooling.AveragePooling2D.0", image<6, 6, 3, avg_pool<2>>},
    {"pooling.AveragePooling2D.1", image<6, 6, 3, avg_pool<2, stride<1>>>},
    {"pooling.AveragePooling2D.2", image<6, 7, 3, avg_pool<2, stride<2, 1>>>},
    {"pooling.AveragePooling2D.3", image<6, 6, 3, avg_pool<3>>},
    {"pooling.AveragePooling2D.4", image<6, 6, 3, avg_pool<3, stride<3>>>},
    {"pooling.AveragePooling2D.5", image<6, 6, 3, avg_pool<2, same>>},
    {"pooling.AveragePooling2D.6", image<6, 6, 3, avg_pool<2, stride<1>, same>>},
    {"pooling.AveragePooling2D.7", image<6, 7, 3, avg_pool<2, stride<2, 1>, same>>},
    {"pooling.AveragePooling2D.8", image<6, 6, 3, avg_pool<3, same>>},
    {"pooling.AveragePooling2D.9", image<6, 6, 3, avg_pool<3, stride<3>, same>>},
    {"pooling.AveragePooling2D.10", as_stored<network<input<5, 6, 3>, avg_pool<3, stride<2>>>>},
    {"pooling.AveragePooling2D.11", as_stored<network<input<5, 6, 3>, avg_pool<3, stride<1>, same>>>},
    {"pooling.AveragePooling2D.12", as_stored<network<input<4, 6, 4>, avg_pool<2>>>},
    {"pooling.MaxPooling2D.0", image<6, 6, 3, max_pool<2>>},
    {"pooling.MaxPooling2D.1", image<6, 6, 3, max_pool<2, stride<1>>>},
    {"pooling.MaxPooling2D.2", image<6, 7, 3, max_pool<2, stride<2, 1>>>},
    {"pooling.MaxPooling2D.3", image<6, 6, 3, max_pool<3>>},
    {"pooling.MaxPooling2D.4", image<6, 6, 3, max_pool<3, stride<3>>>},
    {"pooling.MaxPooling2D.5", image<6, 6, 3, max_pool<2, same>>},
    {"pooling.MaxPooling2D.6", image<6, 6, 3, max_pool<2, stride<1>, same>>},
    {"pooling.MaxPooling2D.7", image<6, 7, 3, max_pool<2, stride<2, 1>, same>>},
    {"pooling.MaxPooling2D.8", image<6, 6, 3, max_pool<3, same>>},
    {"pooling.MaxPooling2D.9", image<6, 6, 3, max_pool<3, stride<3>, same>>},
    {"pooling.MaxPooling2D.10", as_stored<network<input<5, 6, 3>, max_pool<3, stride<2>>>>},
    {"pooling.MaxPooling2D.11", as_stored<network<input<5, 6, 3>, max_pool<3, stride<1>, same>>>},
    {"pooling.MaxPooling2D.12", as_stored<network<input<4, 6, 4>, max_pool<2>>>},
    {"pooling.GlobalAveragePooling2D.0", image<6, 6, 3, global_avg_pool>},
    {"pooling.GlobalAveragePooling2D.1", as_stored<network<input<3, 6, 6>, global_avg_pool>>},
    {"pooling.GlobalAveragePooling2D.2", image<5, 3, 2, global_avg_pool>},
    {"pooling.GlobalAveragePooling3D.0", image<36, 3, 4, global_avg_pool>},
    {"pooling.GlobalAveragePooling3D.1", as_stored<network<input<3, 36, 3>, global_avg_pool>>},
    {"pooling.GlobalAveragePooling3D.2", image<15, 2, 1, global_avg_pool>},
    {"pooling.GlobalMaxPooling2D.0", image<6, 6, 3, global_max_pool>},
    {"pooling.GlobalMaxPooling2D.1", as_stored<network<input<3, 6, 6>, global_max_pool>>},
    {"pooling.GlobalMaxPooling2D.2", image<5, 3, 2, global_max_pool>},
    {"pooling.GlobalMaxPooling3D.0", image<36, 3, 4, global_max_pool>},
    {"pooling.GlobalMaxPooling3D.1", as_stored<network<input<3, 36, 3>, global_max_pool>>},
    {"pooling.GlobalMaxPooling3D.2", image<15, 2, 1, global_max_pool>},
};

using twice = parallel<branch<>, branch<>>;
using three_times = parallel<branch<>, branch<>, branch<>>;
using four_times = parallel<branch<>, branch<>, branch<>, branch<>>;
using seven_times = parallel<branch<>, branch<>, branch<>, branch<>, branch<>, branch<>, branch<>>;

// A length is an image of height 1. Copies of a step's features are the features of more steps; copies of a channel are
// the pixels of larger images.
keras::table const moved_elements{
    {"core.Flatten.0", on_six<flatten>},
    {"core.Flatten.1", as_stored<network<input<3, 2>, flatten>>},
    {"core.Flatten.2", as_stored<network<input<3, 2, 2>, flatten>>},
    {"core.Permute.0", as_stored<network<input<3, 2>, transpose<1, 0>>>},
    {"core.Permute.1", as_stored<network<input<2, 3, 4>, transpose<2, 1, 0>>>},
    {"core.Permute.2", as_stored<network<input<1, 6, 4>, transpose<1, 0, 2>>>},
    {"core.Permute.3", as_stored<network<input<3, 4, 2>, transpose<1, 0, 2>>>},  // without its axis of extent 1
    {"core.Reshape.0", on_six<reshape<2, 3>>},
    {"core.Reshape.1", as_stored<network<input<3, 2>, reshape<6>>>},
    {"core.Reshape.2", as_stored<network<input<3, 2, 2>, reshape<4, 3>>>},
    {"core.RepeatVector.0", on_six<seven_times, reshape<7, 6>>},
    {"convolutional.ZeroPadding1D.0", image<1, 3, 5, pad<0, 1>>},
    {"convolutional.ZeroPadding1D.1", image<1, 4, 4, pad<0, 3>>},
    {"convolutional.ZeroPadding1D.2", image<1, 4, 4, pad<0, 3, 0, 2>>},
    {"convolutional.ZeroPadding2D.0", image<3, 5, 2, pad<1>>},
    {"convolutional.ZeroPadding2D.1", as_stored<network<input<3, 5, 2>, pad<1>>>},
    {"convolutional.ZeroPadding2D.2", image<2, 6, 4, pad<3, 2>>},
    {"convolutional.ZeroPadding2D.3", as_stored<network<input<2, 6, 4>, pad<3, 2>>>},
    {"convolutional.ZeroPadding2D.4", image<2, 6, 4, pad<1, 3, 2, 4>>},
    {"convolutional.ZeroPadding2D.5", image<2, 6, 4, pad<2>>},
    {"convolutional.Cropping1D.0", image<1, 6, 4, crop<4, 0, 1, 0, 1>>},
    {"convolutional.Cropping1D.1", image<1, 6, 4, crop<4, 0, 2, 0, 3>>},
    {"convolutional.Cropping1D.2", image<1, 6, 4, crop<4, 0, 2, 0, 2>>},
    {"convolutional.Cropping2D.0", image<3, 5, 4, crop<4, 1, 1, 1, 1>>},
    {"convolutional.Cropping2D.1", as_stored<network<input<3, 5, 4>, crop<3, 1, 1, 1, 1>>>},
    {"convolutional.Cropping2D.2", image<8, 7, 6, crop<6, 4, 3, 2, 1>>},
    {"convolutional.Cropping2D.3", as_stored<network<input<8, 7, 6>, crop<8, 4, 3, 2, 1>>>},
    {"convolutional.Cropping2D.4", image<8, 7, 6, crop<6, 2, 3, 2, 3>>},
    {"convolutional.Cropping2D.5", image<8, 7, 6, crop<6, 1, 1, 1, 1>>},
    {"convolutional.UpSampling1D.0", as_stored<network<sequence<3, 5>, twice, reshape<6, 5>>>},
    {"convolutional.UpSampling1D.1", as_stored<network<sequence<4, 4>, three_times, reshape<12, 4>>>},
    {"convolutional.UpSampling2D.0", image<3, 3, 3, four_times, depth_to_space<2>>},
    {"convolutional.UpSampling2D.1", as_stored<network<input<3, 3, 3>, four_times, depth_to_space<2>>>},
    {"convolutional.UpSampling2D.2",
     as_stored<network<sequence<8, 2>, twice, reshape<4, 8>, transpose<1, 0>, three_times, transpose<1, 0>>>},
    {"convolutional.UpSampling2D.3", as_stored<network<sequence<24, 1>, three_times, reshape<4, 3, 6>>>},
    {"convolutional.UpSampling2D.4", image<1, 3, 2, four_times, depth_to_space<2>>},
};

// What joins branches element by element pools over them; a minimum is a maximum between two signs.
template<std::size_t Branches, class Pool>
using pool_branches = branch<reshape<Branches, 2>, transpose<1, 0>, Pool>;
using two_dense = parallel<dense<2>, dense<2>>;
using three_dense = parallel<dense<2>, dense<2>, dense<2>>;
using four_dense = parallel<dense<2>, dense<2>, dense<2>, dense<2>>;
using rows = branch<dense<2>, three_times, reshape<3, 2>>;
using columns = branch<rows, transpose<1, 0>>;

keras::table const merged_branches{
    {"merge.Add.0", on_six<residual<dense<2>, dense<2>>>},
    {"merge.Add.1", on_six<residual<dense<2>, dense<2>, dense<2>>>},
    {"merge.Add.2", on_six<residual<dense<2>, dense<2>, dense<2>, dense<2>>>},
    {"merge.Subtract.0", on_six<residual<dense<2>, branch<dense<2>, scale>>>},
    {"merge.Average.0", on_six<two_dense, pool_branches<2, global_avg_pool>>},
    {"merge.Average.1", on_six<three_dense, pool_branches<3, global_avg_pool>>},
    {"merge.Average.2", on_six<four_dense, pool_branches<4, global_avg_pool>>},
    {"merge.Maximum.0", on_six<two_dense, pool_branches<2, global_max_pool>>},
    {"merge.Maximum.1", on_six<three_dense, pool_branches<3, global_max_pool>>},
    {"merge.Maximum.2", on_six<four_dense, pool_branches<4, global_max_pool>>},
    {"merge.Minimum.0", on_six<two_dense, scale, pool_branches<2, global_max_pool>, scale>},
    {"merge.Minimum.1", on_six<three_dense, scale, pool_branches<3, global_max_pool>, scale>},
    {"merge.Minimum.2", on_six<four_dense, scale, pool_branches<4, global_max_pool>, scale>},
    {"merge.Concatenate.0", on_six<two_dense>},
    {"merge.Concatenate.1", on_six<parallel<columns, columns>, transpose<1, 0>>},
    {"merge.Concatenate.2", on_six<parallel<rows, rows>>},
    {"merge.Concatenate.3", on_six<parallel<rows, rows>>},
    {"merge.Concatenate.4", on_six<parallel<columns, columns>, transpose<1, 0>>},
    {"merge.Concatenate.5", on_six<parallel<columns, columns, columns>, transpose<1, 0>>},
    {"merge.Concatenate.6", on_six<parallel<columns, columns, columns, columns>, transpose<1, 0>>},
};

keras::exceptions const of_layers{
    {"convolutional.Conv2DTranspose.2", "a transposed convolution of stride 2: no layer"},
    {"convolutional.Conv2DTranspose.4", "a transposed convolution of stride 2: no layer"},
    {"convolutional.Conv3D.*", "three dimensions and channels: shapes have three axes"},
    {"convolutional.Cropping3D.*", "three dimensions and channels: shapes have three axes"},
    {"convolutional.UpSampling3D.*", "three dimensions and channels: shapes have three axes"},
    {"convolutional.ZeroPadding3D.*", "three dimensions and channels: shapes have three axes"},
    {"pooling.AveragePooling3D.*", "three dimensions and channels: shapes have three axes"},
    {"pooling.MaxPooling3D.*", "three dimensions and channels: shapes have three axes"},
    {"merge.Dot.*", "branches multiplied with one another: no layer"},
    {"merge.Multiply.*", "branches multiplied with one another: no layer"},
};

}  // namespace

TEST_CASE("Keras: convolutions", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/keras");
    convolution_cases.run("convolutions");
}

TEST_CASE("Keras: dense layers", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/keras");
    dense_cases.run("dense layers");
}

TEST_CASE("Keras: batch normalisation", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/keras");
    normalisation_cases.run("batch normalisation");
}

TEST_CASE("Keras: pooling", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/keras");
    pool_cases.run("pooling");
}

TEST_CASE("Keras: moved elements", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/keras");
    moved_elements.run("moved elements");
}

TEST_CASE("Keras: merged branches", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/keras");
    merged_branches.run("merged branches");
}
