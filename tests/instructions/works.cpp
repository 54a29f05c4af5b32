// Runs a pass of a small network a number of times, for callgrind to count: `works lenet epsilon_plus 10`.
#include <constexplain/layer/layers.hpp>
#include <constexplain/parameters/load_from.hpp>
#include <constexplain/rule/composites.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

using namespace constexplain;

namespace {

struct mlp_16_32_32_5 : network<input<16>::non_negative, dense<32>, relu, dense<32>, relu, dense<5>> {};
struct mlp_784_300_100_10 : network<input<784>::within<0, 1>, dense<300>, relu, dense<100>, relu, dense<10>> {};
struct lenet : network<input<1, 28, 28>::within<0, 1>, conv2d<10, kernel<5>>, relu, max_pool<2>,
                       conv2d<25, kernel<5>>, relu, max_pool<2>, flatten, dense<100>, relu, dense<10>> {};

struct epsilon_everywhere : rules<on<linear_layers, epsilon<>>> {};

/// Uniform numbers, the same everywhere.
class random_numbers {
public:
    void fill(std::span<float> numbers, float low, float high) {
        for (float& number : numbers) {
            state_ = state_ * 1664525U + 1013904223U;
            number = low + (high - low) * static_cast<float>(state_ >> 8U) / static_cast<float>(1U << 24U);
        }
    }

private:
    unsigned state_ = 1;
};

/// Parameters with which activations neither grow nor vanish (He et al.), so that half of the neurons are inactive.
struct random_parameters {
    random_numbers numbers;

    void read(std::string const&, std::span<size_t const> extents, std::span<float> elements) {
        size_t inputs = 1;
        for (size_t k = 1; k < extents.size(); ++k) inputs *= extents[k];
        float const bound = extents.size() == 1 ? 0.1F : std::sqrt(6.0F / static_cast<float>(inputs));
        numbers.fill(elements, -bound, bound);
    }
};

/// Half of the numbers are 0, as of a picture's.
template<class Net>
input_tensor<Net> random_input() {
    input_tensor<Net> x;
    random_numbers{}.fill(std::span<float>(x.data(), x.size()), -1, 1);
    for (float& value : x) value = std::max(value, 0.0F);
    return x;
}

/// Nothing of it is left out by a compiler that sees what is read of it.
template<class Answer>
void use(Answer const& answer) {
    asm volatile("" : : "r"(&answer) : "memory");
}

template<class Net>
[[gnu::noinline]] float predict(model<Net> const& net, input_tensor<Net> const& x, workspace<Net>& buffers) {
    auto const scores = net.predict(x, buffers);
    use(scores);
    return scores[0];
}
template<class Net, class Rules>
[[gnu::noinline]] float explain(model<Net> const& net, input_tensor<Net> const& x, workspace<Net, Rules>& buffers) {
    auto const why = net.template explain<Rules>(x, buffers);
    use(why);
    return why.relevance[0];
}

template<class Net>
void run(std::string_view pass, int times) {
    static workspace<Net> forward;
    static workspace<Net, epsilon_everywhere> epsilon_buffers;
    static workspace<Net, epsilon_plus> plus_buffers;
    auto const net = load_from<Net>(random_parameters{});
    auto const x = random_input<Net>();
    float sum = 0;
    for (int k = 0; k < times; ++k) {
        if (pass == "predict") sum += predict<Net>(net, x, forward);
        if (pass == "epsilon") sum += explain<Net, epsilon_everywhere>(net, x, epsilon_buffers);
        if (pass == "epsilon_plus") sum += explain<Net, epsilon_plus>(net, x, plus_buffers);
    }
    std::printf("%g\n", static_cast<double>(sum));
}

}  // namespace

int main(int, char** arguments) {
    std::string_view const work = arguments[1], pass = arguments[2];
    int const times = std::atoi(arguments[3]);
    if (work == "mlp_16_32_32_5") run<mlp_16_32_32_5>(pass, times);
    if (work == "mlp_784_300_100_10") run<mlp_784_300_100_10>(pass, times);
    if (work == "lenet") run<lenet>(pass, times);
}
