/// The same network in other scalars: bounds over a box of images, and derivatives along a direction.
#include "fashion_network.hpp"

#include <constexplain/interop/dual.hpp>
#include <constexplain/interop/refined_domains.hpp>

#include <iostream>
#include <memory>

using namespace constexplain;
using examples::fashion;

namespace {
struct why : rules<on<first, z_box>, on<linear_layers, z_plus>> {};
}  // namespace

int main() {
    auto const file = load_npy<float>("boot.npy");
    input_tensor<fashion, double> image;
    std::copy(file.values.begin(), file.values.end(), image.begin());
    auto const net = load<fashion, double>("fashion.npz");

    // [bounds]
    auto const bounded = with_scalar<interval>(net);
    auto const buffers = std::make_unique<workspace<fashion, why, interval>>();
    for (double radius : {0.0, 1e-9, 1e-6, 1e-4, 1e-3}) {
        auto const e = bounded.explain<why>(around<fashion>(image, radius), class_<9>, *buffers);
        auto const& score = e.scores[9];
        auto const& heel = e.relevance(0, 17, 2);
        std::cout << "within " << radius << ": score " << score.low << " to " << score.high << ", heel " << heel.low
                  << " to " << heel.high << (e.scores.arg_max() == 9 ? ", always a boot\n" : ", not always a boot\n");
    }
    // [bounds]

    // [domains]
    auto const domains = refined_domains(net);  // what any declared input gives at each boundary
    std::cout << "after the first convolution: " << domains[1].low << " to " << domains[1].high << "\n";
    // [domains]

    // [derivatives]
    auto const dual_buffers = std::make_unique<workspace<fashion, why, dual>>();
    auto const brighter = with_scalar<dual>(net).explain<why>(along(image, image), class_<9>, *dual_buffers);
    std::cout << "as the image brightens, the heel's relevance changes by "
              << brighter.relevance(0, 17, 2).derivative(1) << "\n";
    // [derivatives]
    return brighter.status == status::ok ? 0 : 1;
}
