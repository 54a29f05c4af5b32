// The demo's network over boxes around a real image.
#include "interop/enclosure.hpp"
#include "support/sanitized.hpp"

#if CONSTEXPLAIN_HAS_NPZ

#include <constexplain/interop/dual.hpp>

#include <filesystem>
#include <memory>

using namespace constexplain;

namespace {

struct fashion : network<input<1, 28, 28>::within<0, 1>, conv2d<16, kernel<3>, padding<1>>, relu, max_pool<2>,
                         conv2d<32, kernel<3>, padding<1>>, relu, conv2d<32, kernel<3>, padding<1>>, relu,
                         max_pool<2>, flatten, dense<64>, relu, dense<10>> {};
struct z_rules : rules<on<first, z_box>, on<linear_layers, z_plus>> {};
struct readme_rules : rules<on<first, z_box>, on<convolutions, z_plus>, on<dense_layers, epsilon<1e-6>>> {};

struct demo {
    std::filesystem::path const folder = std::filesystem::path(CONSTEXPLAIN_SOURCE_DIR) / "examples";
    model<fashion, double> const net = load<fashion, double>(folder / "fashion.npz");
    input_tensor<fashion, double> boot{};
    demo() {
        auto const image = load_npy<float>(folder / "boot.npy");
        std::copy(image.values.begin(), image.values.end(), boot.begin());
    }
};

template<class Values>
double widest(Values const& values) {
    double most = 0;
    for (interval const& v : values) most = std::max(most, v.width());
    return most;
}

}  // namespace

TEST_CASE_METHOD(demo, "fashion: bounds around an image hold, and are small where the box is", "[interop]") {
    auto const bounded = with_scalar<interval>(net);
    auto const buffers = std::make_unique<workspace<fashion, z_rules, interval>>();
    auto const own_buffers = std::make_unique<workspace<fashion, z_rules, double>>();
    support::numbers source(1);
    for (auto const& [radius, most_score, most_relevance] :
         {std::tuple{1e-6, 0.1, 0.1}, std::tuple{1e-8, 1e-3, 0.1}, std::tuple{0.0, 1e-10, 1e-2}}) {
        auto const box = around<fashion>(boot, radius);
        auto const e = bounded.explain<z_rules>(box, class_<9>, *buffers);
        INFO("radius " << radius << ": scores to " << widest(e.scores) << ", relevance to " << widest(e.relevance)
                       << ", sum " << e.ledger.input_sum.low << " to " << e.ledger.input_sum.high);
        CHECK(e.status == status::ok);
        CHECK(widest(e.scores) <= most_score);
        CHECK(widest(e.relevance) <= most_relevance);
        bounds::count counted{1e-9};
        for (int s = 0; s < 5; ++s) {
            auto const one = net.explain<z_rules>(bounds::sample<fashion>(source, box), class_<9>, *own_buffers);
            counted.add_all(e.scores, one.scores);
            counted.add_all(e.relevance, one.relevance);
        }
        CHECK(counted.outside == 0);
        CHECK(e.scores.arg_max() == 9);  // no image of the box is of another class
        if (support::sanitized) break;   // ten seconds for each
    }
}

TEST_CASE_METHOD(demo, "fashion: refined domains are bounded everywhere", "[interop]") {
    auto const refined = refined_domains(net);
    for (size_t k = 0; k <= fashion::depth; ++k) {
        INFO("boundary " << k << ": " << refined[k].low << " to " << refined[k].high);
        CHECK(refined[k].is_bounded());
    }
    auto const scores = net.predict(boot);
    for (double s : scores) CHECK((s >= refined[fashion::depth].low && s <= refined[fashion::depth].high));
}

TEST_CASE_METHOD(demo, "fashion: the derivative of relevance along a brighter image", "[interop]") {
    auto const duals = with_scalar<dual>(net);
    auto const buffers = std::make_unique<workspace<fashion, readme_rules, dual>>();
    auto const e = duals.explain<readme_rules>(along(boot, boot), class_<9>, *buffers);
    auto const own_buffers = std::make_unique<workspace<fashion, readme_rules, double>>();
    auto const sum_at = [&](double t) {
        auto image = boot;
        for (double& v : image) v *= 1 + t;
        return net.explain<readme_rules>(image, class_<9>, *own_buffers).ledger.input_sum;
    };
    double const h = 1e-7;
    CHECK(e.status == status::ok);
    CHECK(e.ledger.input_sum.derivative(1) == Approx((sum_at(h) - sum_at(-h)) / (2 * h)).epsilon(1e-5));
}

#endif
