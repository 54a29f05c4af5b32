/// The first program: a network as a type, checked when it is compiled; a prediction and its reasons.
// [readme]
#include <constexplain.hpp>
#include <iostream>
using namespace constexplain;

struct fashion : network<input<1, 28, 28>::within<0, 1>,                  // the box that pixels live in
                         conv2d<16, kernel<3>, same>, relu, max_pool<2>,  // 16 maps of 14 x 14
                         conv2d<32, kernel<3>, same>, relu,               // 32 maps of 14 x 14
                         conv2d<32, kernel<3>, same>, relu, max_pool<2>,  // 32 maps of 7 x 7
                         flatten, dense<64>, relu, dense<10>> {};

static_assert(fashion::output == shape{10});
static_assert(fashion::cost.macs == 2'923'392 && fashion::cost.workspace_bytes < 128 * 1024);

struct why : rules<on<first, z_box>,          // its bounds come from the input's domain
                   on<convolutions, z_plus>,  // admitted: after ReLU and max pooling nothing is negative
                   on<dense_layers, epsilon<1e-6>>> {};
static_assert(admissible<fashion, why>);

int main() {
    auto const net = load<fashion>("fashion.npz");  // throws on any mismatch and names the array
    auto const file = load_npy<float>("boot.npy");  // a picture of an ankle boot
    auto const image = view_as<fashion>(file.values);

    auto const scores = net.predict(image);
    auto const explanation = net.explain<why>(image);               // why the class with the largest score
    auto const rather = net.explain<why>(image, difference<9, 7>);  // why a boot rather than a sneaker

    std::cout << "class " << scores.arg_max() << " with score " << scores[scores.arg_max()] << ", of which "
              << explanation.ledger.input_sum << " lies on the pixels and " << explanation.ledger.total_absorbed()
              << " in biases and stabilisers\n"
              << "the heel's pixel (17, 2) adds " << explanation.relevance(0, 17, 2) << "; against a sneaker "
              << rather.relevance(0, 17, 2) << "\n";
    return explanation.status == status::ok && explanation.ledger.closes(1e-4F) ? 0 : 1;
}
// [readme]
