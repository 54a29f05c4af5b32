// A trained network with two branches and batch normalisation, which is folded.

#include "zoo_folder.hpp"

#include <constexplain/parameters/fold.hpp>

namespace {

using namespace constexplain;

struct fashion_crp
    : network<input<1, 28, 28>::within<0, 1>,
              residual<branch<named<"conv1", conv2d<16, kernel<3>>>, named<"bn1", batch_norm<>>, relu,
                              named<"conv2", conv2d<16, kernel<3>, stride<2>>>, named<"bn2", batch_norm<>>>,
                       branch<named<"par_conv", conv2d<16, kernel<5>, stride<2>, without_bias>>,
                              named<"par_bn", batch_norm<>>>>,
              relu, max_pool<2>, flatten, named<"linear1", dense<120>>, relu, named<"linear2", dense<10>>> {};

}  // namespace

TEST_CASE("zoo: fashion_crp, folded, gives its stored outputs and maps", "[reference]") {
    NEEDS_SHARED_DATA("zoo/fashion_crp");
    zoo::folder zoo("fashion_crp");
    zoo.check_outputs<fashion_crp>();
    zoo.check_outputs<folded<fashion_crp>>();
    // All rule sets of it: tests/zoo, imported from its ONNX file. In float here, and in scalars:
    zoo.check_rules<folded<fashion_crp>, epsilon_plus>("EpsilonPlus");
    zoo.check_rules<folded<fashion_crp>, epsilon_gamma_box>("EpsilonGammaBox");
}

TEST_CASE("zoo: fashion_crp's shipped heatmap is met", "[reference]") {
    NEEDS_SHARED_DATA("zoo/fashion_crp");
    support::array_folder const arrays(support::shared_data("zoo") / "fashion_crp");
    auto const net = fold(load_from<fashion_crp, double>(arrays));
    auto const image = load_npy<double>(arrays / "io/input_0.npy").values;
    static workspace<folded<fashion_crp>, epsilon_plus, double> buffers;
    auto const why = net.explain<epsilon_plus>(view_as<folded<fashion_crp>>(image), class_<9>, keep<1>, buffers);
    // Made in float32 by another program; its first map is the plain one, with the relevance behind the first layer.
    auto const maps = load_npy<double>(arrays / "lrp/shipped_heatmaps.npy").values;
    auto const behind_first = load_npy<double>(arrays / "lrp/shipped_conv1_relevances.npy").values;
    for (std::size_t k = 0; k < why.relevance.size(); ++k) CHECK(std::abs(why.relevance[k] - maps[k]) <= 2e-5);
    for (std::size_t k = 0; k < why.relevance_at<1>().size(); ++k)
        CHECK(std::abs(why.relevance_at<1>()[k] - behind_first[k]) <= 2e-5);
}
