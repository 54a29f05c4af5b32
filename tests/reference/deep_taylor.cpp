// Deep Taylor decomposition of a trained network on 1,000 real images: its certificate holds, and where the biases break
// it, the neurons that lose relevance are named.
#include "fashion_network.hpp"
#include "support/catch.hpp"
#include "support/fashion_mnist.hpp"
#include "support/sanitized.hpp"
#include "support/skip.hpp"

#include <cmath>

namespace {

using namespace constexplain;
using examples::fashion;
using examples::fashion_mnist;

std::filesystem::path const weights = std::filesystem::path(CONSTEXPLAIN_SOURCE_DIR) / "examples";
constexpr size_t image_count = support::sanitized ? 10 : 1000;  // not optimised there: each takes a second

template<class T>
input_tensor<fashion, T> pixels(fashion_mnist const& images, size_t k) {
    input_tensor<fashion, T> x;
    std::ranges::copy(images.image(k), x.begin());
    return x;
}

bool has_images() {
    if (std::filesystem::exists(fashion_mnist::package_folder)) return true;
    support::report_skipped("needs Debian's package dataset-fashion-mnist");
    return false;
}

/// The explanation's sum over the score, and its smallest element over the score, over all images.
struct worst {
    double gap = 0, negative = 0;
    size_t certain = 0, explained = 0;
};
template<class T>
worst explain_all(model<fashion, T> const& net, fashion_mnist const& images) {
    worst seen;
    workspace<fashion, deep_taylor, T> buffers;
    for (size_t k = 0; k < image_count; ++k) {
        auto const why = net.template explain<deep_taylor>(pixels<T>(images, k), buffers);
        REQUIRE(why.status == status::ok);
        double sum = 0;
        for (T r : why.relevance) {
            sum += static_cast<double>(r);
            seen.negative = std::min(seen.negative, static_cast<double>(r));
        }
        auto const score = static_cast<double>(why.scores[why.target]);
        seen.gap = std::max(seen.gap, std::abs(sum - score) / score);
        seen.certain += why.certificate.is_consistent();
        ++seen.explained;
    }
    return seen;
}

}  // namespace

TEST_CASE("non-positive biases: every map sums to its score and holds no negative number", "[deep_taylor]") {
    if (!has_images()) return;
    auto const images = fashion_mnist::test();
    auto const net = load<fashion>(weights / "fashion_nonpositive.npz");
    CHECK(guarantees<deep_taylor>(net).consistent == certainty::yes);
    CHECK(biases_above_zero(net).empty());
    auto const in_float = explain_all(net, images);
    CHECK(in_float.explained == image_count);
    CHECK(in_float.certain == image_count);
    CHECK(in_float.gap <= 1e-5);
    CHECK(in_float.negative == 0);
    auto const in_double = explain_all(load<fashion, double>(weights / "fashion_nonpositive.npz"), images);
    CHECK(in_double.certain == image_count);
    CHECK(in_double.gap <= 1e-12);
    CHECK(in_double.negative == 0);
    WARN("largest |sum - score| / score: float " << in_float.gap << ", double " << in_double.gap);
}

/// The same rules in Zennit's convention, where positive biases take a share; without its stabiliser.
struct biased_shares : rules<on<first, stabilised<z_box, 0>>, on<linear_layers, stabilised<z_plus, 0>>> {};

/// How much relevance is lost over all images, and in which neurons.
struct losses {
    size_t images = 0, neurons = 0;
    double most = 0;
};
template<class Rules>
losses count_losses(model<fashion, double> const& net, fashion_mnist const& images, size_t count) {
    losses seen;
    workspace<fashion, Rules, double> buffers;
    for (size_t k = 0; k < count; ++k) {
        auto const x = pixels<double>(images, k);
        auto const why = net.explain<Rules>(x, buffers);
        CHECK(why.ledger.closes(1e-9));
        CHECK(!why.certificate.is_conservative());
        CHECK(*std::ranges::min_element(why.relevance) >= 0);
        std::array<double, fashion::depth> by_layer{};
        auto const named = ledger_by_neuron<Rules>(net, x);
        for (auto const& n : named) {
            CHECK(n.neuron < fashion::shapes[n.layer + 1].count());
            by_layer[n.layer] += n.absorbed;
        }
        for (size_t layer = 0; layer < fashion::depth; ++layer)
            CHECK(by_layer[layer] == Approx(why.ledger.absorbed[layer]).margin(1e-12));
        seen.images += !named.empty();
        seen.neurons += named.size();
        seen.most = std::max(seen.most, why.ledger.total_absorbed() / why.ledger.start);
    }
    return seen;
}

TEST_CASE("biases of either sign: the ledger names the neurons where relevance was lost", "[deep_taylor]") {
    if (!has_images()) return;
    auto const images = fashion_mnist::test();
    auto const net = load<fashion, double>(weights / "fashion.npz");
    CHECK(guarantees<deep_taylor>(net).conservative == certainty::no);
    CHECK(guarantees<deep_taylor>(net).positive == certainty::yes);
    CHECK(!biases_above_zero(net).empty());
    // The paper leaves biases out of the shares: only a neuron whose shares are all 0 loses, and these images make
    // none. Where the biases take a share (Zennit's convention), every positive one does.
    size_t const few = std::min<size_t>(20, image_count);
    auto const in_paper = count_losses<deep_taylor>(net, images, image_count);
    auto const with_biases = count_losses<biased_shares>(net, images, few);
    WARN("without biases in the shares "
         << in_paper.images << " of " << image_count << " images lose relevance, with them " << with_biases.images
         << " of " << few << ", the most " << with_biases.most << " of the score, in " << with_biases.neurons / few
         << " neurons each");
    CHECK(in_paper.most <= 1e-12);
    CHECK(with_biases.images == few);

    // One neuron that is active by its bias alone: its share of the score is lost, and named.
    struct tiny : network<input<2>::non_negative, dense<2>, relu, dense<1>> {};
    auto const biased = make_model<tiny, double>(std::array{1.0, 2.0, -1.0, -1.0}, std::array{-0.5, 4.0},
                                                 std::array{1.0, 1.0}, std::array{0.0});
    std::array const x{1.0, 0.5};
    auto const why = biased.explain<deep_taylor>(x);
    auto const named = ledger_by_neuron<deep_taylor>(biased, x);
    REQUIRE(named.size() == 1);
    CHECK((named[0].layer == 0 && named[0].neuron == 1));
    CHECK(named[0].absorbed == Approx(2.5));
    CHECK(why.ledger.total_absorbed() == Approx(2.5));
    CHECK(why.certificate.conservative == reservation::positive_bias);
}

TEST_CASE("the ledger by neuron adds up to the ledger by layer under any rules", "[ledger]") {
    auto const net = load<fashion, double>(weights / "fashion.npz");
    auto const boot = load_npy<double>(weights / "boot.npy").values;
    auto const check = [&]<class Rules>(std::type_identity<Rules>) {
        auto const x = view_as<fashion>(boot);
        workspace<fashion, Rules, double> buffers;
        auto const why = net.explain<Rules>(x, class_<3>, buffers);
        std::array<double, fashion::depth> by_layer{};
        for (auto const& n : ledger_by_neuron<Rules>(net, x, class_<3>)) by_layer[n.layer] += n.absorbed;
        for (size_t layer : {0u, 3u, 5u, 9u, 11u})
            CHECK(by_layer[layer] == Approx(why.ledger.absorbed[layer]).epsilon(1e-9).margin(1e-12));
    };
    check(std::type_identity<epsilon_plus>{});
    check(std::type_identity<epsilon_gamma_box>{});
}
