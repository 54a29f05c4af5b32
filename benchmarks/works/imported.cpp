// A network from its ONNX file, and its weights. The build gives BENCHMARK_HEADER, BENCHMARK_NETWORK and
// BENCHMARK_PARAMETERS.
#include "work.hpp"

#include BENCHMARK_HEADER

#include <constexplain/parameters/load_safetensors.hpp>

namespace {
std::unique_ptr<benchmark::any_work> make(benchmark::arrays_in_order) {
    using net = BENCHMARK_NETWORK;
    return std::make_unique<benchmark::network_work<net>>(constexplain::load_safetensors<net>(BENCHMARK_PARAMETERS));
}
}  // namespace

BENCHMARK_WORK(make)
