#include "make.hpp"

namespace {
using namespace constexplain;
struct net : network<input<64, 25, 5>::non_negative, conv2d<64, kernel<3>, padding<1>, groups<64>>> {};
}  // namespace

BENCHMARK_WORK(benchmark::make_layer<net>)
