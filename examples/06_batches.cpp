/// Many inputs at a time: a batch of a width known to the compiler, and a data set on every processor.
#include "fashion_network.hpp"

#include <iostream>
#include <memory>
#if __has_include(<tbb/parallel_for.h>)
#include <constexplain/interop/parallel.hpp>
#endif

using namespace constexplain;
using examples::fashion;

namespace {
struct why : rules<on<first, z_box>, on<linear_layers, z_plus>> {};

/// `count` pictures: the boot, ever darker.
std::vector<input_tensor<fashion>> pictures(size_t count) {
    auto const boot = load_npy<float>("boot.npy");
    std::vector<input_tensor<fashion>> all(count);
    for (size_t n = 0; n < count; ++n)
        for (size_t k = 0; k < boot.values.size(); ++k)
            all[n][k] = boot.values[k] * (1 - 0.5F * static_cast<float>(n) / static_cast<float>(count));
    return all;
}
}  // namespace

int main() {
    auto const net = load<fashion>("fashion.npz");
    auto const images = pictures(100);

    // [batch]
    auto const some = std::span(images).first<4>();
    auto const buffers = std::make_unique<batch_workspace<fashion, 4, why>>();
    auto const scores = net.predict_batch(some);                          // std::array<prediction<fashion>, 4>
    auto const maps = net.explain_batch<why>(some, class_<9>, *buffers);  // std::array<explanation<fashion>, 4>
    // [batch]
    for (size_t n = 0; n < maps.size(); ++n) {
        auto const& score = scores[n][9];
        std::cout << "picture " << n << ": score " << score << ", relevance " << maps[n].ledger.input_sum << "\n";
        if (maps[n].status != status::ok || !maps[n].ledger.closes(1e-4F)) return 1;
    }

#if __has_include(<tbb/parallel_for.h>)
    // [parallel]
    std::vector<explanation<fashion>> all(images.size());
    explain_all<why>(net, images, all);  // every processor
    std::vector<prediction<fashion>> predictions(images.size());
    predict_all(net, images, predictions, at_most_threads{2});
    // [parallel]
    size_t boots = 0;
    for (auto const& prediction : predictions) boots += prediction.arg_max() == 9 ? 1 : 0;
    std::cout << boots << " of " << predictions.size() << " are boots\n";
    for (auto const& one : all)
        if (one.status != status::ok) return 1;
#endif
}
