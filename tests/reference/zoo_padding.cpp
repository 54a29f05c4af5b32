// The zoo's maps of mlperf_kws under the flat rule were made with the first convolution's padding as a layer of its own,
// whose zeros are inputs like any other.

#include "zoo_folder.hpp"

namespace {

using namespace constexplain;

struct mlperf_kws
    : network<
          input<1, 49, 10>, pad<4, 1, 5, 1>, named<"conv2d_0", conv2d<64, kernel<10, 4>, stride<2>>>,
          named<"batchnorm_0", batch_norm<1e-3>>, relu,
          named<"conv2d_1", conv2d<64, kernel<3>, padding<1>, groups<64>>>, named<"batchnorm_1", batch_norm<1e-3>>,
          relu, named<"conv2d_2", conv2d<64, kernel<1>>>, named<"batchnorm_2", batch_norm<1e-3>>, relu,
          named<"conv2d_3", conv2d<64, kernel<3>, padding<1>, groups<64>>>, named<"batchnorm_3", batch_norm<1e-3>>,
          relu, named<"conv2d_4", conv2d<64, kernel<1>>>, named<"batchnorm_4", batch_norm<1e-3>>, relu,
          named<"conv2d_5", conv2d<64, kernel<3>, padding<1>, groups<64>>>, named<"batchnorm_5", batch_norm<1e-3>>,
          relu, named<"conv2d_6", conv2d<64, kernel<1>>>, named<"batchnorm_6", batch_norm<1e-3>>, relu,
          named<"conv2d_7", conv2d<64, kernel<3>, padding<1>, groups<64>>>, named<"batchnorm_7", batch_norm<1e-3>>,
          relu, named<"conv2d_8", conv2d<64, kernel<1>>>, named<"batchnorm_8", batch_norm<1e-3>>, relu,
          avg_pool<extent_2d{25, 5}>, flatten, named<"dense_0", dense<12>>, softmax> {};

}  // namespace

TEST_CASE("zoo: mlperf_kws under the flat rule, padding as a layer", "[reference]") {
    NEEDS_SHARED_DATA("zoo/mlperf_kws");
    zoo::folder zoo("mlperf_kws");
    zoo.check_rules<folded<mlperf_kws>, epsilon_plus_flat, zoo::precisions::in_double>("EpsilonPlusFlat");
}
