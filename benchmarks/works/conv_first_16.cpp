#include "make.hpp"

namespace {
using namespace constexplain;
struct net : network<input<3, 32, 32>::within<0, 1>, conv2d<16, kernel<3>, padding<1>>> {};
}  // namespace

BENCHMARK_WORK(benchmark::make_layer<net>)
