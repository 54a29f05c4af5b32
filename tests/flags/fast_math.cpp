// Compiled with -ffast-math, under which a compiler may take every float for finite: what an input holds is told by its bits.

#include "support/numbers.hpp"

#include <array>
#include <bit>
#include <cstdio>
#include <string_view>

using namespace constexplain;

namespace {

/// Few channels, which are tested while they are brought into their order; more of them; and a vector that is read where it is.
struct picture : network<input<3, 16, 24>, conv2d<4, kernel<3>>, relu, flatten, dense<3>> {};
struct bounded_picture : network<input<3, 16, 24>::within<-1, 1>, conv2d<4, kernel<3>>, relu, flatten, dense<3>> {};
struct of_many_channels : network<input<9, 8, 8>, conv2d<4, kernel<3>>, relu, flatten, dense<3>> {};
struct vector : network<input<40>, dense<8>, relu, dense<3>> {};
struct why : rules<on<linear_layers, epsilon<>>> {};

int failed = 0;

void expect(status found, status expected, std::string_view network, char const* pass, size_t element) {
    if (found == expected) return;
    std::printf("%.*s, element %zu: %s says %d instead of %d\n", static_cast<int>(network.size()), network.data(),
                element, pass, static_cast<int>(found), static_cast<int>(expected));
    ++failed;
}

template<class Net>
void check(bool has_bounds) {
    support::numbers source(3);
    auto const net = support::bind_raw<Net, float>(support::random_parameters<Net, float>(source));
    std::array<input_tensor<Net>, 3> inputs;
    for (auto& input : inputs) source.fill(input, -0.9, 0.9);
    auto const all_say = [&](status of_prediction, status of_explanation, size_t element) {
        expect(net.predict(inputs[1]).status, of_prediction, Net::signature, "predict", element);
        expect(net.template explain<why>(inputs[1]).status, of_explanation, Net::signature, "explain", element);
        auto const predictions = net.predict_batch(inputs);
        auto const explanations = net.template explain_batch<why>(inputs);
        for (size_t n = 0; n < inputs.size(); ++n) {
            expect(predictions[n].status, n == 1 ? of_prediction : status::ok, Net::signature, "predict_batch",
                   element);
            expect(explanations[n].status, n == 1 ? of_explanation : status::ok, Net::signature, "explain_batch",
                   element);
        }
    };
    all_say(status::ok, status::ok, 0);
    // By bits: from std::numeric_limits the compiler may make what it likes.
    constexpr std::uint32_t nan = 0x7fc00000U, infinity = 0x7f800000U, minus_infinity = 0xff800000U;
    for (size_t element : {size_t{0}, inputs[1].size() / 2 + 1, inputs[1].size() - 1}) {
        float& number = inputs[1].values[element];
        float const right = number;
        for (std::uint32_t wrong : {nan, infinity, minus_infinity}) {
            number = std::bit_cast<float>(wrong);
            all_say(status::input_not_finite, status::input_not_finite, element);
        }
        number = 2;
        all_say(status::ok, has_bounds ? status::input_outside_domain : status::ok, element);
        number = right;
    }
}

}  // namespace

int main() {
    check<picture>(false);
    check<bounded_picture>(true);
    check<of_many_channels>(false);
    check<vector>(false);
    return failed == 0 ? 0 : 1;
}
