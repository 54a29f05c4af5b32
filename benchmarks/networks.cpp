/// Microseconds of predict and explain, one thread, batch 1, on random parameters. Rates are multiply-accumulates of
/// the forward pass.
#include "fashion_network.hpp"

#include <benchmark/benchmark.h>

#include <random>

namespace {

using namespace constexplain;

struct small_mlp : network<input<16>::non_negative, dense<32>, relu, dense<32>, relu, dense<5>> {};
struct mnist_mlp : network<input<784>::within<0, 1>, dense<300>, relu, dense<100>, relu, dense<10>> {};
struct lenet : network<input<1, 28, 28>::within<0, 1>,            //
                       conv2d<10, kernel<5>>, relu, max_pool<2>,  //
                       conv2d<25, kernel<5>>, relu, max_pool<2>,  //
                       flatten, dense<100>, relu, dense<10>> {};

/// Random parameters by name, as a parameter file would give them.
struct random_parameters {
    std::mt19937 engine{1};
    std::normal_distribution<float> values{0, 0.1F};
    void read(std::string const&, std::span<std::size_t const>, std::span<float> elements) {
        for (auto& element : elements) element = values(engine);
    }
};

template<class Net>
struct fixture {
    random_parameters source;
    model<Net> net = load_from<Net>(source);
    input_tensor<Net> image{};
    fixture() {
        std::uniform_real_distribution<float> pixel(0, 1);
        for (auto& value : image) value = pixel(source.engine);
    }
    static fixture const& instance() {
        static fixture const one;
        return one;
    }
};

void report_rate(benchmark::State& state, std::size_t macs) {
    state.counters["MAC/s"] =
        benchmark::Counter(static_cast<double>(macs), benchmark::Counter::kIsIterationInvariantRate);
}

template<class Net>
void predict(benchmark::State& state) {
    auto const& f = fixture<Net>::instance();
    static workspace<Net> buffers;
    for (auto _ : state) benchmark::DoNotOptimize(f.net.predict(f.image, buffers));
    report_rate(state, Net::cost.macs);
}

template<class Net, class Rules>
void explain(benchmark::State& state) {
    auto const& f = fixture<Net>::instance();
    static workspace<Net, Rules> buffers;
    for (auto _ : state) benchmark::DoNotOptimize(f.net.template explain<Rules>(f.image, buffers));
    report_rate(state, Net::cost.macs);
}

}  // namespace

BENCHMARK(predict<small_mlp>);
BENCHMARK(explain<small_mlp, epsilon_plus>);
BENCHMARK(predict<mnist_mlp>);
BENCHMARK(explain<mnist_mlp, epsilon_plus>);
BENCHMARK(predict<lenet>);
BENCHMARK(explain<lenet, epsilon_plus>);
BENCHMARK(predict<examples::fashion>);
BENCHMARK(explain<examples::fashion, epsilon_plus>);
BENCHMARK(explain<examples::fashion, epsilon_gamma_box>);
BENCHMARK(explain<examples::fashion, epsilon_alpha2_beta1>);
BENCHMARK_MAIN();
