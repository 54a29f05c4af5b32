#include "make.hpp"

namespace {
using namespace constexplain;
struct net : network<input<64, 25, 5>::non_negative, conv2d<64, kernel<1>>> {};
}  // namespace

BENCHMARK_WORK(benchmark::make_layer<net>)
