#include "make.hpp"

namespace {
using namespace constexplain;
struct net : network<input<64, 8, 8>::non_negative, conv2d<64, kernel<3>, padding<1>>> {};
}  // namespace

BENCHMARK_WORK(benchmark::make_layer<net>)
