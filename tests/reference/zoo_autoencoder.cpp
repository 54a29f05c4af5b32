// A trained autoencoder with batch normalisation: how badly it reconstructs a sound says how odd the sound is.

#include "zoo_folder.hpp"

namespace {

using namespace constexplain;

template<fixed_string Dense, fixed_string Norm, std::size_t Width>
using block = branch<named<Dense, dense<Width>>, named<Norm, batch_norm<1e-3>>, relu>;

struct mlperf_ad
    : network<input<640>, block<"dense", "batch_normalization", 128>, block<"dense_1", "batch_normalization_1", 128>,
              block<"dense_2", "batch_normalization_2", 128>, block<"dense_3", "batch_normalization_3", 128>,
              block<"dense_4", "batch_normalization_4", 8>, block<"dense_5", "batch_normalization_5", 128>,
              block<"dense_6", "batch_normalization_6", 128>, block<"dense_7", "batch_normalization_7", 128>,
              block<"dense_8", "batch_normalization_8", 128>, named<"dense_9", dense<640>>> {};
static_assert(mlperf_ad::depth == 28);
using merged = folded<mlperf_ad>;
static_assert(merged::depth == 19);

}  // namespace

TEST_CASE("zoo: mlperf_ad gives its stored outputs, folded and not", "[reference]") {
    NEEDS_SHARED_DATA("zoo/mlperf_ad");
    // Floats move these outputs by 6e-5 of the largest.
    zoo::folder("mlperf_ad").check_outputs<mlperf_ad, zoo::precisions::in_double>();
    zoo::folder("mlperf_ad").check_outputs<merged, zoo::precisions::in_double>();
}

TEST_CASE("zoo: mlperf_ad scores its clip as published", "[reference]") {
    NEEDS_SHARED_DATA("zoo/mlperf_ad");
    support::array_folder const arrays(support::shared_data("zoo") / "mlperf_ad");
    auto const net = fold(load_from<mlperf_ad, float>(arrays));
    // 200 frames of 128 bands; every window of 5 frames is one input.
    auto const clip = load_npy<float>(arrays / "io/logmel_200x128.npy").values;
    double error = 0;
    std::size_t windows = 0;
    for (; windows + 5 <= 200; ++windows) {
        auto const x = std::span(clip).subspan(windows * 128).first<640>();
        auto const y = net.predict(x);
        for (std::size_t k = 0; k < x.size(); ++k) {
            double const difference = static_cast<double>(y[k]) - static_cast<double>(x[k]);
            error += difference * difference / 640;
        }
    }
    CHECK(windows == 196);
    CHECK(error / 196 == Approx(9.49129).epsilon(1e-5));
}
