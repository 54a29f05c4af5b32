// Explains a random image a number of times, by the rules of one of two names, for callgrind to count: `explain z_plus 10`.
#include <constexplain.hpp>

#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace constexplain;

namespace {

struct net_type : network<input<4, 16, 16>::non_negative, conv2d<16, kernel<3>, same>, relu, max_pool<2>,
                          conv2d<16, kernel<3>, same>, relu, max_pool<2>, flatten, dense<64>, relu, dense<10>> {};

template<class Rule>
struct by : rules<on<linear_layers, Rule>> {};

template<class T>
void fill(T& values, float low, float high) {
    unsigned state = 1;
    for (auto& v : values) {
        state = state * 1664525U + 1013904223U;
        v = low + (high - low) * static_cast<float>(state >> 8U) / static_cast<float>(1U << 24U);
    }
}

template<class Rule, class Model>
float explain(Model const& net, int times) {
    input_tensor<net_type> image;
    fill(image, 0, 1);
    static workspace<net_type, by<Rule>> buffers;
    float sum = 0;
    for (int k = 0; k < times; ++k) {
        image[static_cast<size_t>(k) % image.size()] = 0.5F;
        sum += net.template explain<by<Rule>>(image, buffers).relevance[7];
    }
    return sum;
}

}  // namespace

int main(int, char** arguments) {
    using P = layer_parameters<node<net_type, 0>>;
    static tensor<float, 16, 4, 3, 3> w0;
    static tensor<float, 16, 16, 3, 3> w3;
    static tensor<float, 64, 256> w7;
    static tensor<float, 10, 64> w9;
    static std::array<float, P::arrays[1].extents.count()> b0{}, b3{};
    static std::array<float, 64> b7{};
    static std::array<float, 10> b9{};
    fill(w0, -0.3F, 0.3F), fill(w3, -0.2F, 0.2F), fill(w7, -0.1F, 0.1F), fill(w9, -0.2F, 0.2F);
    static auto const net = make_model<net_type>(w0, b0, w3, b3, w7, b7, w9, b9);

    char const* rule = arguments[1];
    int const times = std::atoi(arguments[2]);
    float sum = 0;
    if (std::strcmp(rule, "z_plus") == 0) sum = explain<z_plus>(net, times);
    if (std::strcmp(rule, "unchecked z_plus") == 0) sum = explain<unchecked<z_plus>>(net, times);
    if (std::strcmp(rule, "alpha_beta") == 0) sum = explain<alpha_beta<2, 1>>(net, times);
    if (std::strcmp(rule, "unchecked alpha_beta") == 0) sum = explain<unchecked<alpha_beta<2, 1>>>(net, times);
    if (std::strcmp(rule, "gamma") == 0) sum = explain<gamma_rule<0.25>>(net, times);
    if (std::strcmp(rule, "unchecked gamma") == 0) sum = explain<unchecked<gamma_rule<0.25>>>(net, times);
    std::printf("%g\n", static_cast<double>(sum));
}
